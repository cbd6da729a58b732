package dev.millrace.training.pipeline;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.Fusion;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.cascade.source.FusionConfig.Weight;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.retrieval.dense.ExactIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how the sources are fused: by NDCG@20 of the fused order on held-out users, among a few weights of the
 * similar items beside the user's vector. The other sources propose without a say in the order. Stateless.
 */
final class FusionTuner {
    private static final int USERS = 1500;
    private static final int DEPTH = 20;
    private static final int WIDTH = 200;
    private static final double[] SIMILAR = {0.02, 0.25, 0.5, 1, 2};

    private FusionTuner() {}

    /**
     * Returns the weights that are best.
     *
     * @param threads how many share the work; any number gives the same weights
     */
    static FusionConfig choose(FirstStage stage, List<HeldOutUser> heldOut, int threads) {
        List<HeldOutUser> sample = sample(heldOut, USERS);
        List<FusionConfig> configs = Arrays.stream(SIMILAR)
                .mapToObj(similar -> config(similar, stage.repeats()))
                .toList();
        ExactIndex index = new ExactIndex(stage.catalog().vectors());
        double[][] ndcg = new double[sample.size()][];
        IntStream.range(0, threads).parallel().forEach(thread -> {
            Judge judge = new Judge(stage, index, configs);
            for (int user = thread; user < sample.size(); user += threads) {
                ndcg[user] = judge.ndcg(sample.get(user));
            }
        });
        int best = 0;
        for (int config = 1; config < configs.size(); config++) {
            best = sum(ndcg, config) > sum(ndcg, best) ? config : best;
        }
        return configs.get(best);
    }

    private static double sum(double[][] ndcg, int config) {
        return Arrays.stream(ndcg).mapToDouble(user -> user[config]).sum();
    }

    private static FusionConfig config(double similar, boolean repeats) {
        return FusionConfig.DEFAULT
                .with(Source.SIMILAR, new Weight(similar, 0.5))
                .with(Source.REPEAT, new Weight(repeats ? 1 : 0.01, 0.2))
                .with(Source.POPULAR, new Weight(0.01, 0.2))
                .with(Source.NEW, new Weight(0.01, 0.1));
    }

    /** Judges all weights by one user after the other, whose vector is searched with once. One thread at a time. */
    private static final class Judge {
        private final FirstStage stage;
        private final UserVectors userVectors;
        private final OneSearch search;
        private final List<Fusion> fusions;
        private final Fusion.Scratch scratch = new Fusion.Scratch();
        private final Candidates candidates = new Candidates();
        private final BitSet wanted = new BitSet();

        Judge(FirstStage stage, VectorIndex index, List<FusionConfig> configs) {
            this.stage = stage;
            this.search = new OneSearch(index);
            this.userVectors = stage.userVectors();
            this.fusions = configs.stream()
                    .map(config -> Fusion.of(config, stage.catalog(), search))
                    .toList();
        }

        double[] ndcg(HeldOutUser user) {
            Query query = stage.query(user.history(), userVectors);
            search.forget();
            wanted.clear();
            for (int target : user.targets()) {
                wanted.set(target);
            }
            double[] ndcg = new double[fusions.size()];
            for (int i = 0; i < ndcg.length; i++) {
                candidates.clear();
                fusions.get(i).fuse(query, WIDTH, Effort.USUAL, candidates, scratch);
                ndcg[i] = FusionTuner.ndcg(candidates, wanted, user.targets().length);
            }
            return ndcg;
        }
    }

    /**
     * Searches once for each query, since that takes far longer than all else among many items. One thread at a time.
     */
    private static final class OneSearch implements VectorIndex {
        private final VectorIndex index;
        private final TopItems found = new TopItems(0);
        private VectorIndex.@Nullable Visit visit;

        OneSearch(VectorIndex index) {
            this.index = index;
        }

        /** Begins with another query. */
        void forget() {
            visit = null;
        }

        @Override
        public Visit search(float[] vector, Eligible eligible, Effort effort, TopItems into) {
            VectorIndex.Visit seen = visit;
            if (seen == null || found.capacity() != into.capacity()) {
                found.reset(into.capacity());
                seen = index.search(vector, eligible, effort, found);
                visit = seen;
            }
            for (int rank = 0; rank < found.size(); rank++) {
                into.offer(found.ordinal(rank), found.score(rank));
            }
            into.sort();
            return seen;
        }

        @Override
        public void close() {
            index.close();
        }
    }

    private static double ndcg(Candidates candidates, BitSet wanted, int targets) {
        int[] ranked = candidates.rank();
        double gain = 0;
        double ideal = 0;
        for (int rank = 0; rank < DEPTH; rank++) {
            double discount = Math.log(2) / Math.log(rank + 2);
            if (rank < candidates.size() && wanted.get(candidates.ordinal(ranked[rank]))) {
                gain += discount;
            }
            if (rank < targets) {
                ideal += discount;
            }
        }
        return gain / ideal;
    }

    /** Returns an even sample of at most {@code limit} users. */
    static List<HeldOutUser> sample(List<HeldOutUser> users, int limit) {
        if (users.size() <= limit) {
            return users;
        }
        List<HeldOutUser> sample = new ArrayList<>(limit);
        for (int i = 0; i < limit; i++) {
            sample.add(users.get((int) ((long) i * users.size() / limit)));
        }
        return sample;
    }
}
