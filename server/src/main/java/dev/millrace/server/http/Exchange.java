package dev.millrace.server.http;

import dev.millrace.server.admission.Job;
import dev.millrace.server.admission.Priority;
import dev.millrace.server.admission.Refusal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request on its way to its answer, of which there is one: the first. Thread-safe. */
final class Exchange implements Job {
    private static final long MOST_RESERVE_NANOS = 2_000_000;
    private static final int RESERVE_SHARE = 8;

    private final Dispatcher dispatcher;
    private final Asked asked;
    private final Terms terms;
    private final Client client;
    private final AtomicBoolean answered = new AtomicBoolean();

    /** What is to be done. Immutable. */
    record Asked(Route route, HttpCall call, Target target) {}

    /** How much it matters, and the nanoseconds it may take since it arrived. Immutable. */
    record Terms(Priority priority, long budgetNanos) {}

    /**
     * Who asked. Immutable.
     *
     * @param wanted whether they are still there
     * @param done is given the answer once
     */
    record Client(BooleanSupplier wanted, Consumer<Dispatcher.Answer> done) {}

    Exchange(Dispatcher dispatcher, Asked asked, Terms terms, Client client) {
        this.dispatcher = dispatcher;
        this.asked = asked;
        this.terms = terms;
        this.client = client;
    }

    @Override
    public Priority priority() {
        return terms.priority();
    }

    @Override
    public int bytes() {
        return asked.call().body().length;
    }

    @Override
    public long endNanos() {
        return asked.call().arrivedNanos() + terms.budgetNanos();
    }

    @Override
    public long reserveNanos() {
        return Math.min(MOST_RESERVE_NANOS, terms.budgetNanos() / RESERVE_SHARE);
    }

    @Override
    public void run(double effort) {
        if (client.wanted().getAsBoolean()) {
            asked.call().progress().effort(effort);
            answer(dispatcher.guard(
                    asked.route(), () -> asked.route().endpoint().answer(asked.call(), asked.target())));
        } else if (answered.compareAndSet(false, true)) {
            dispatcher.clientGone();
        }
    }

    @Override
    public void refuse(Refusal why) {
        if (answered.compareAndSet(false, true)) {
            Reply reply = dispatcher.refused(terms.priority(), why);
            client.done().accept(new Dispatcher.Answer(asked.route().name(), reply));
        }
    }

    @Override
    public boolean answered() {
        return answered.get();
    }

    @Override
    public void cancel() {
        Progress.Rescue rescue = asked.call().progress().rescue();
        if (rescue != null) {
            rescue.cancel();
        }
    }

    @Override
    public boolean takeOver() {
        Progress.Rescue rescue = asked.call().progress().rescue();
        return rescue != null && rescue.takeOver();
    }

    @Override
    public void resume() {
        Progress.Rescue rescue = asked.call().progress().rescue();
        if (rescue != null) {
            answer(dispatcher.guard(asked.route(), rescue::resume));
        }
    }

    private void answer(@Nullable Reply reply) {
        if (reply != null && answered.compareAndSet(false, true)) {
            client.done().accept(new Dispatcher.Answer(asked.route().name(), reply));
        }
    }
}
