package dev.millrace.training.edge;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.training.pipeline.TrainingProgress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the items by which a device says most of what the server would have said.
 *
 * <p>The release's cascade answers for users it knows. An item is worth {@code 1 / log2(r + 2)} at rank r of an answer,
 * and a little in a history, since it speaks there for others. Users not asked are spoken for by popularity: as many
 * more answers as {@value #PRIOR} times the items, spread as events are. It counts the more, the fewer users there are
 * for as many items. Stateless.
 */
final class UsefulItems {
    /** Ranks of an answer that count. */
    private static final int DEPTH = 10;

    private static final double PRIOR = 0.3;
    private static final double OF_HISTORY = 0.3;
    private static final int EVENTS = 20;
    private static final double DECAY = 0.85;

    private UsefulItems() {}

    /** Returns {@code count} items of the release, the most useful first, or all where there are no more. */
    static int[] choose(Cascade cascade, List<Asked> users, int count, TrainingProgress progress) {
        Catalog catalog = cascade.catalog();
        double[] worth = popularity(catalog);
        for (int user = 0; user < users.size(); user++) {
            progress.at((double) user / users.size(), user + " users");
            List<HistoryEvent> history = users.get(user).history();
            Request request = Request.items(DEPTH).withHistory(history).withDiversity(Request.Diversity.NONE);
            List<Response.Item> answer =
                    cascade.recommend(request, Deadline.none()).items();
            for (int rank = 0; rank < answer.size(); rank++) {
                worth[answer.get(rank).ordinal()] += Math.log(2) / Math.log(rank + 2);
            }
            double share = OF_HISTORY;
            for (int i = history.size() - 1; i >= 0 && i >= history.size() - EVENTS; i--) {
                worth[catalog.items().ordinal(history.get(i).itemId())] += share;
                share *= DECAY;
            }
        }
        Integer[] order = new Integer[worth.length];
        Arrays.setAll(order, item -> item);
        Arrays.sort(order, Comparator.comparingDouble(item -> -worth[item]));
        return Arrays.stream(order).limit(count).mapToInt(Integer::intValue).toArray();
    }

    private static double[] popularity(Catalog catalog) {
        int items = catalog.items().size();
        double total = 0;
        for (int item = 0; item < items; item++) {
            total += catalog.statistics().popularity(item);
        }
        double[] prior = new double[items];
        for (int item = 0; item < items && total > 0; item++) {
            prior[item] = PRIOR * items * catalog.statistics().popularity(item) / total;
        }
        return prior;
    }
}
