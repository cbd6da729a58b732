package dev.millrace.training.neighbours;

import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.SimilarItems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Chooses how to count neighbours by what the lists predict: the newest visit of some users is held out, every
 * configuration learns from the rest, and the one with the best NDCG@20 on items new to the user wins; the first of
 * equals. Where order says nothing, plain co-occurrence wins; where it does, what follows what. The weight of popular
 * items differs most between data sets. Immutable and thread-safe; the same seed gives the same choice.
 */
public final class NeighbourSelection {
    /** The configurations that were worth asking about, on shops, reviews and check-ins; see ADR 0060. */
    public static final List<NeighbourConfig> CANDIDATES = List.of(
            NeighbourConfig.FOLLOWING,
            NeighbourConfig.FOLLOWING.withTargetPower(0.2),
            NeighbourConfig.FOLLOWING.withTargetPower(0.4),
            NeighbourConfig.FOLLOWING.withTargetPower(0.5),
            NeighbourConfig.FOLLOWING.withUserPower(0),
            NeighbourConfig.FOLLOWING.withTargetPower(0.5).withUserPower(0.5),
            NeighbourConfig.TOGETHER,
            NeighbourConfig.TOGETHER.withTargetPower(0.3));

    private static final int DEPTH = 20;
    private static final int HISTORY = 50;

    private final long seed;
    private final int judges;
    private final int maxEvents;

    /** Creates a selection by 2,000 users at most, on a sample of users with a million events at most. */
    public NeighbourSelection(long seed) {
        this(seed, 2000, 1_000_000);
    }

    NeighbourSelection(long seed, int judges, int maxEvents) {
        this.seed = seed;
        this.judges = judges;
        this.maxEvents = maxEvents;
    }

    /**
     * One configuration and how well it predicted. Immutable.
     *
     * @param config the configuration
     * @param ndcg mean NDCG@20 over the users held out, NaN when no user could judge
     */
    public record Outcome(NeighbourConfig config, double ndcg) {}

    /**
     * Returns the outcome of every candidate, best first.
     *
     * @param events the training events
     * @param items number of items
     * @param candidates what to compare, not empty
     * @param threads how many threads share the learning
     */
    public List<Outcome> compare(EventSequences events, int items, List<NeighbourConfig> candidates, int threads) {
        HeldOut heldOut = new HeldOut(events, new Random(seed), judges, maxEvents);
        List<Outcome> outcomes = new ArrayList<>();
        for (NeighbourConfig config : candidates) {
            SimilarItems lists = new NeighbourLearner(config).learn(heldOut.rest, items, threads);
            outcomes.add(new Outcome(config, heldOut.ndcg(lists, items)));
        }
        // NaN, no judge at all, keeps the order of the candidates.
        outcomes.sort((a, b) -> Double.compare(b.ndcg(), a.ndcg()));
        return outcomes;
    }

    private static final class HeldOut {
        private final EventSequences all;
        private final List<Integer> judges = new ArrayList<>();
        private final int[] users;
        private final EventSequences rest;

        HeldOut(EventSequences all, Random random, int maxJudges, int maxEvents) {
            this.all = all;
            users = shuffled(all.users(), random);
            int[] sampled = sample(maxEvents);
            int[] ends = new int[sampled.length];
            for (int i = 0; i < sampled.length; i++) {
                int user = sampled[i];
                int visit = newestVisit(user);
                boolean judge = judges.size() < maxJudges && visit > all.begin(user);
                if (judge) {
                    judges.add(user);
                }
                ends[i] = judge ? visit : all.end(user);
            }
            rest = all.cut(sampled, ends);
        }

        private static int[] shuffled(int size, Random random) {
            int[] order = new int[size];
            for (int i = 0; i < size; i++) {
                int j = random.nextInt(i + 1);
                order[i] = order[j];
                order[j] = i;
            }
            return order;
        }

        private int[] sample(int maxEvents) {
            int events = 0;
            int count = 0;
            while (count < users.length && events < maxEvents) {
                events += all.end(users[count]) - all.begin(users[count]);
                count++;
            }
            return Arrays.copyOf(users, count);
        }

        private int newestVisit(int user) {
            int at = all.end(user) - 1;
            while (at > all.begin(user)
                    && all.timestamp(at) != History.NO_TIME
                    && all.timestamp(at - 1) == all.timestamp(at)) {
                at--;
            }
            return Math.max(at, all.begin(user));
        }

        double ndcg(SimilarItems lists, int items) {
            Row row = new Row(items, DEPTH);
            int[][] best = new int[1][];
            float[][] weights = new float[1][];
            double sum = 0;
            int count = 0;
            for (int user : judges) {
                int visit = newestVisit(user);
                Set<Integer> seen = new HashSet<>();
                for (int at = all.begin(user); at < visit; at++) {
                    seen.add(all.item(at));
                }
                Set<Integer> wanted = new HashSet<>();
                for (int at = visit; at < all.end(user); at++) {
                    wanted.add(all.item(at));
                }
                wanted.removeAll(seen);
                if (!wanted.isEmpty()) {
                    score(lists, user, visit, row);
                    row.drain(0, -1, (other, weight) -> seen.contains(other) ? 0 : weight, best, weights);
                    sum += ndcg(best[0], wanted);
                    count++;
                }
            }
            return count == 0 ? Double.NaN : sum / count;
        }

        private void score(SimilarItems lists, int user, int visit, Row row) {
            int back = 0;
            for (int at = visit - 1; at >= Math.max(all.begin(user), visit - HISTORY); at--) {
                if (at < visit - 1
                        && (all.timestamp(at) == History.NO_TIME || all.timestamp(at) != all.timestamp(at + 1))) {
                    back++;
                }
                int item = all.item(at);
                for (int k = lists.begin(item); k < lists.end(item); k++) {
                    row.add(lists.neighbour(k), lists.weight(k) / (1 + back));
                }
            }
        }

        private static double ndcg(int[] best, Set<Integer> wanted) {
            double gain = 0;
            double ideal = 0;
            for (int rank = 0; rank < DEPTH; rank++) {
                double discount = 1 / Math.log(rank + 2);
                if (rank < best.length && wanted.contains(best[rank])) {
                    gain += discount;
                }
                if (rank < wanted.size()) {
                    ideal += discount;
                }
            }
            return gain / ideal;
        }
    }
}
