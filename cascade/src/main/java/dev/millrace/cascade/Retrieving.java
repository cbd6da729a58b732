package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Query;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Stage 1 of a request: candidates from the retriever, popular items where it lets the request down, or the items the
 * caller named. Immutable and thread-safe.
 */
final class Retrieving {
    private final Step step;
    private final Retriever retriever;
    private final Planner planner;
    private final Cascade.Widths widths;
    private final ItemTable items;
    private final PopularItems popular;

    Retrieving(Step step, Retriever retriever, Planner planner, Cascade.Widths widths, Known known) {
        this.step = step;
        this.retriever = retriever;
        this.planner = planner;
        this.widths = widths;
        this.items = known.items();
        this.popular = known.popular();
    }

    /** What is known without searching. Immutable. */
    record Known(ItemTable items, PopularItems popular) {}

    void run(Passage passage) {
        List<String> named = passage.request().itemIds();
        if (named != null) {
            take(named, passage);
        } else if (!found(passage)) {
            int width = Math.max(widths.rerank(), passage.request().numResults());
            popular.fill(passage.query().eligible(), width, passage.candidates());
        }
    }

    /** Returns whether there are candidates, or rightly none. */
    private boolean found(Passage passage) {
        Trace trace = passage.trace();
        if (trace.has(step)) {
            return passage.candidates().size() > 0;
        }
        Query query = passage.query();
        int width = planner.retrieve(
                passage, Math.max(widths.retrieve(), passage.request().numResults()));
        if (width == 0) {
            return false;
        }
        Candidates into = passage.candidates();
        into.clear();
        Retriever.Retrieval[] retrieval = new Retriever.Retrieval[1];
        if (!passage.run(step, items.size(), width, new Passage.Work() {
            @Override
            public void run(Cancellation cancel) {
                retrieval[0] = retriever.retrieve(query, width, into, cancel);
            }
        })) {
            return false;
        }
        int lost = dropUnscored(into);
        if (into.size() == 0 && query.eligible().count() > 0) {
            trace.fail(step, items.size(), "it found nothing");
            return false;
        }
        if (!retrieval[0].complete()) {
            trace.narrow(step, into.size(), width, "the time was up before all were looked at");
        } else if (passage.cancelled()
                && into.size() < Math.min(width, query.eligible().count())) {
            trace.narrow(step, into.size(), width, "the time was up");
        }
        if (lost > 0) {
            passage.unscored(step, lost, into.size() + lost);
        }
        trace.did(step, items.size(), into.size(), retrieval[0]);
        return true;
    }

    /** Drops candidates whose score is no finite number; returns how many. */
    private static int dropUnscored(Candidates candidates) {
        int size = candidates.size();
        int kept = 0;
        for (int row = 0; row < size; row++) {
            kept += Float.isFinite(candidates.score(row)) ? 1 : 0;
        }
        if (kept == size) {
            return 0;
        }
        Candidates good = new Candidates();
        for (int row = 0; row < size; row++) {
            if (Float.isFinite(candidates.score(row))) {
                good.add(candidates.ordinal(row), candidates.sources(row), candidates.score(row));
            }
        }
        candidates.clear();
        for (int row = 0; row < kept; row++) {
            candidates.add(good.ordinal(row), good.sources(row), good.score(row));
        }
        return size - kept;
    }

    private void take(List<String> named, Passage passage) {
        if (passage.trace().has(step)) {
            return;
        }
        List<String> unknown = new ArrayList<>();
        Candidates into = passage.candidates();
        into.clear();
        for (String id : new LinkedHashSet<>(named)) {
            int item = items.ordinal(id);
            if (item < 0) {
                unknown.add(id);
            } else if (passage.query().eligible().contains(item)) {
                into.add(item, Source.CALLER.bit(), 0);
            }
        }
        passage.unknown(unknown);
        passage.trace().did(step, named.size(), into.size());
    }
}
