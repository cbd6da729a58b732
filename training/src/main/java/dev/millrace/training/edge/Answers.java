package dev.millrace.training.edge;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The ten best items, by their ids, that a cascade has for each of some requests. Immutable.
 *
 * @param lists one for each request
 */
record Answers(List<List<String>> lists) {
    /** How many items an answer is judged by. */
    static final int DEPTH = 10;

    /** A filter that is understood as the items of the bundle. */
    static final String SLICE = "slice";

    /** Asks a cascade. */
    static Answers of(Cascade cascade, List<Asked> requests) {
        return of(cascade, requests, item -> true, false);
    }

    /**
     * Asks a cascade that knows more than a bundle for what it would say if it knew no more.
     *
     * @param known whether the bundle has an item: others are left out of histories
     * @param filtered whether answers are held to {@link #SLICE}
     */
    static Answers of(Cascade cascade, List<Asked> requests, Predicate<String> known, boolean filtered) {
        List<List<String>> lists = new ArrayList<>();
        for (Asked asked : requests) {
            List<HistoryEvent> history = asked.history().stream()
                    .filter(event -> known.test(event.itemId()))
                    .toList();
            Request request = Request.items(DEPTH)
                    .withHistory(history)
                    .withExclude(new Request.Exclude(asked.excludesSeen(), List.of()))
                    .withDiversity(Request.Diversity.NONE);
            lists.add(
                    cascade.recommend(filtered ? request.withFilter(SLICE) : request, Deadline.none()).items().stream()
                            .map(Response.Item::itemId)
                            .toList());
        }
        return new Answers(lists);
    }

    /** Returns the mean share of another's answer that is in this one. */
    double overlap(Answers other) {
        double sum = 0;
        int answers = 0;
        for (int i = 0; i < lists.size(); i++) {
            if (!other.lists.get(i).isEmpty()) {
                List<String> own = lists.get(i);
                sum += (double) other.lists.get(i).stream()
                                .filter(own::contains)
                                .count()
                        / other.lists.get(i).size();
                answers++;
            }
        }
        return answers == 0 ? 1 : sum / answers;
    }

    /** Returns the NDCG@10 of every answer, as {@code evaluate} counts it. */
    double[] ndcg(List<Asked> requests) {
        double[] ndcg = new double[lists.size()];
        for (int i = 0; i < ndcg.length; i++) {
            Set<String> targets = requests.get(i).targets();
            double gain = 0;
            double ideal = 0;
            for (int rank = 0; rank < DEPTH; rank++) {
                double discount = 1 / Math.log(rank + 2);
                ideal += rank < targets.size() ? discount : 0;
                boolean hit = rank < lists.get(i).size()
                        && targets.contains(lists.get(i).get(rank));
                gain += hit ? discount : 0;
            }
            ndcg[i] = ideal == 0 ? 0 : gain / ideal;
        }
        return ndcg;
    }
}
