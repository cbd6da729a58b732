package dev.millrace.training.edge;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.training.pipeline.TrainingProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Chooses the items by which a device says most of what the server would have said.
 *
 * <p>The release's cascade answers for users it knows; an item at rank r of an answer is worth {@code 1 / log2(r + 2)} to its
 * user. What a user has is worth the square root of its sum, so that an item counts more for somebody who has little yet:
 * that is submodular, and the greedy choice, evaluated lazily (Minoux, Accelerated Greedy Algorithms for Maximizing Submodular
 * Set Functions, 1978), is within 1 - 1/e of the best. Users unseen are spoken for by popularity, which adds to an item as if
 * {@value #PRIOR} of the users had it in the share of its events. Stateless.
 */
final class UsefulItems {
    /** Ranks of an answer that count. */
    private static final int DEPTH = 50;
    /** How much popularity weighs against answers. */
    private static final double PRIOR = 0.2;

    private UsefulItems() {}

    /** Returns {@code count} items of the release, or all where there are no more. */
    static int[] choose(
            Cascade cascade, ItemStatistics statistics, List<Asked> requests, int count, TrainingProgress progress) {
        int size = statistics.size();
        List<List<Integer>> users = new ArrayList<>();
        List<List<Double>> worths = new ArrayList<>();
        for (int item = 0; item < size; item++) {
            users.add(new ArrayList<>(0));
            worths.add(new ArrayList<>(0));
        }
        for (int user = 0; user < requests.size(); user++) {
            progress.at((double) user / requests.size(), user + " users");
            List<Response.Item> answer = cascade.recommend(
                            Request.items(DEPTH)
                                    .withHistory(requests.get(user).history())
                                    .withDiversity(Request.Diversity.NONE),
                            Deadline.none())
                    .items();
            for (int rank = 0; rank < answer.size(); rank++) {
                users.get(answer.get(rank).ordinal()).add(user);
                worths.get(answer.get(rank).ordinal()).add(Math.log(2) / Math.log(rank + 2));
            }
        }
        return greedy(users, worths, popularity(statistics, requests.size()), requests.size(), count);
    }

    private static double[] popularity(ItemStatistics statistics, int users) {
        double total = 0;
        for (int item = 0; item < statistics.size(); item++) {
            total += statistics.popularity(item);
        }
        double[] prior = new double[statistics.size()];
        for (int item = 0; item < prior.length; item++) {
            prior[item] = total == 0 ? 0 : PRIOR * users * statistics.popularity(item) / total;
        }
        return prior;
    }

    private record Candidate(int item, double gain, int round) {}

    private static int[] greedy(
            List<List<Integer>> users, List<List<Double>> worths, double[] prior, int requests, int count) {
        double[] had = new double[requests];
        PriorityQueue<Candidate> queue = new PriorityQueue<>((a, b) -> {
            int order = Double.compare(b.gain(), a.gain());
            return order != 0 ? order : Integer.compare(a.item(), b.item());
        });
        for (int item = 0; item < prior.length; item++) {
            queue.add(new Candidate(item, prior[item] + gain(users.get(item), worths.get(item), had), 0));
        }
        int[] chosen = new int[Math.min(count, prior.length)];
        for (int round = 0; round < chosen.length; round++) {
            Candidate best = queue.remove();
            while (best.round() < round) {
                int item = best.item();
                queue.add(new Candidate(item, prior[item] + gain(users.get(item), worths.get(item), had), round));
                best = queue.remove();
            }
            chosen[round] = best.item();
            for (int i = 0; i < users.get(best.item()).size(); i++) {
                had[users.get(best.item()).get(i)] += worths.get(best.item()).get(i);
            }
        }
        return chosen;
    }

    private static double gain(List<Integer> users, List<Double> worths, double[] had) {
        double gain = 0;
        for (int i = 0; i < users.size(); i++) {
            double before = had[users.get(i)];
            gain += Math.sqrt(before + worths.get(i)) - Math.sqrt(before);
        }
        return gain;
    }
}
