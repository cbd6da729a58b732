package dev.millrace.edge;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.filter.FilterLimits;
import dev.millrace.edge.filter.ColumnFilter;
import dev.millrace.edge.rerank.Forgetful;
import dev.millrace.edge.store.EventStore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bundle that answers, and how many are using it. The last user to leave after {@link #retire} closes it.
 * Thread-safe.
 */
final class Running {
    private final Model model;
    private final Cascade cascade;
    private final DeviceHistory history;
    /** Users, and one for not being retired. */
    private final AtomicInteger users = new AtomicInteger(1);

    Running(Model model, EdgeOptions options, EventStore store) {
        this.model = model;
        this.history = new DeviceHistory(model.catalog().items(), store, options.clockMillis());
        this.cascade = new Cascade(
                model.release(),
                model.catalog(),
                new Cascade.Stages(
                        new ColumnFilter(model.catalog().items(), FilterLimits.DEFAULT),
                        model.userVectors(),
                        new ScanRetriever(model.fusion(), model.catalog()),
                        model.features(),
                        model.reranker(),
                        model.fineRanker(),
                        model.policy()),
                options.widths(),
                history);
    }

    Model model() {
        return model;
    }

    Cascade cascade() {
        return cascade;
    }

    DeviceHistory history() {
        return history;
    }

    /** Keeps nothing any more that the store has forgotten; to be called by one who entered. */
    void forget() {
        history.forget();
        if (model.fineRanker() instanceof Forgetful fineRanker) {
            fineRanker.forget();
        }
    }

    /** Returns whether the caller may use it, and must {@link #leave} it then; false once it is closed. */
    boolean enter() {
        int seen = users.get();
        while (seen > 0) {
            if (users.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = users.get();
        }
        return false;
    }

    void leave() {
        if (users.decrementAndGet() == 0) {
            cascade.close();
        }
    }

    /** Lets nobody enter any more once those inside have left; to be called once. */
    void retire() {
        leave();
    }
}
