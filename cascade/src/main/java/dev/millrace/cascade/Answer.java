package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.SimilarItems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns chosen rows into a {@link Response}, with reasons where asked for. Immutable and thread-safe. */
final class Answer {
    /** The history events looked at for a reason. */
    private static final int REASON_EVENTS = 20;

    private final String release;
    private final Catalog catalog;
    private final Features features;

    Answer(String release, Catalog catalog, Features features) {
        this.release = release;
        this.catalog = catalog;
        this.features = features;
    }

    Response of(Passage passage, int[] rows) {
        Request request = passage.request();
        Query query = passage.query();
        Candidates candidates = passage.candidates();
        if (rows.length < request.numResults()) {
            passage.trace().note(rows.length + " of " + request.numResults() + " results: no more items are eligible");
        }
        List<Response.Item> items = new ArrayList<>(rows.length);
        for (int row : rows) {
            int item = candidates.ordinal(row);
            items.add(new Response.Item(
                    item,
                    catalog.items().id(item),
                    candidates.score(row),
                    candidates.tier(row).label(),
                    Source.labels(candidates.sources(row)),
                    request.explain() == Request.Explain.NONE ? List.of() : reasons(query, candidates, row),
                    request.explain() == Request.Explain.FEATURES ? features(candidates, row) : Map.of()));
        }
        return new Response(
                release, passage.trace().tookNanos(), items, passage.trace().coverage(), passage.unknown());
    }

    private List<String> reasons(Query query, Candidates candidates, int row) {
        List<String> reasons = new ArrayList<>(2);
        int because = because(query.history(), candidates.ordinal(row));
        if (because >= 0) {
            reasons.add("because of " + catalog.items().id(because));
        }
        int sources = candidates.sources(row);
        if ((sources & Source.REPEAT.bit()) != 0) {
            reasons.add("in your history");
        }
        if ((sources & Source.NEW.bit()) != 0) {
            reasons.add("new");
        }
        if (reasons.isEmpty()) {
            reasons.add((sources & Source.USER.bit()) != 0 ? "matches your taste" : "popular now");
        }
        return reasons;
    }

    /** Returns the latest history item that lists {@code item} as most similar, or -1. */
    private int because(History history, int item) {
        SimilarItems similar = catalog.similar();
        int best = -1;
        float bestWeight = 0;
        for (int i = history.size() - 1; i >= 0 && i >= history.size() - REASON_EVENTS; i--) {
            int seen = history.item(i);
            for (int at = similar.begin(seen); at < similar.end(seen); at++) {
                if (similar.neighbour(at) == item && similar.weight(at) > bestWeight) {
                    best = seen;
                    bestWeight = similar.weight(at);
                }
            }
        }
        return best;
    }

    private Map<String, Float> features(Candidates candidates, int row) {
        Map<String, Float> values = new LinkedHashMap<>();
        List<String> names = candidates.featureWidth() == 0 ? List.of() : features.names();
        for (int i = 0; i < names.size(); i++) {
            float value = candidates.features()[row * candidates.featureWidth() + i];
            if (!Float.isNaN(value)) {
                values.put(names.get(i), value);
            }
        }
        return values;
    }
}
