package dev.millrace.server.swap;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.History;
import java.util.ArrayList;
import java.util.List;

/** Requests that a release is tried with where there are no others. Stateless. */
public final class Probes {
    private static final int MOST = 20;

    private Probes() {}

    /** Returns those of users of one popular item each, and of one nobody knows. */
    public static List<Request> of(Catalog catalog) {
        String type = catalog.items().schema().eventTypes().getFirst().name();
        int[] popular = catalog.statistics().byPopularity();
        List<Request> probes = new ArrayList<>(List.of(Request.items(MOST)));
        for (int i = 0; i < Math.min(MOST, popular.length); i++) {
            HistoryEvent event = new HistoryEvent(catalog.items().id(popular[i]), type, History.NO_TIME);
            probes.add(Request.items(MOST).withHistory(List.of(event)));
        }
        return probes;
    }
}
