package dev.millrace.training.pipeline;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.cascade.source.FusionConfig.Weight;
import dev.millrace.retrieval.RetrievalStage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

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

    static FusionConfig choose(FirstStage stage, List<HeldOutUser> heldOut) {
        List<HeldOutUser> sample = sample(heldOut, USERS);
        FusionConfig best = FusionConfig.DEFAULT;
        double bestNdcg = -1;
        for (double similar : SIMILAR) {
            FusionConfig config = config(similar, stage.repeats());
            double ndcg = ndcg(stage, config, sample);
            if (ndcg > bestNdcg) {
                best = config;
                bestNdcg = ndcg;
            }
        }
        return best;
    }

    private static FusionConfig config(double similar, boolean repeats) {
        return FusionConfig.DEFAULT
                .with(Source.SIMILAR, new Weight(similar, 0.5))
                .with(Source.REPEAT, new Weight(repeats ? 1 : 0.01, 0.2))
                .with(Source.POPULAR, new Weight(0.01, 0.2))
                .with(Source.NEW, new Weight(0.01, 0.1));
    }

    private static double ndcg(FirstStage stage, FusionConfig config, List<HeldOutUser> users) {
        UserVectors userVectors = stage.userVectors();
        Candidates candidates = new Candidates();
        BitSet wanted = new BitSet();
        double sum = 0;
        try (RetrievalStage retrieval = RetrievalStage.exact(stage.catalog(), config)) {
            for (HeldOutUser user : users) {
                candidates.clear();
                retrieval.retrieve(stage.query(user.history(), userVectors), WIDTH, candidates);
                wanted.clear();
                for (int target : user.targets()) {
                    wanted.set(target);
                }
                sum += ndcg(candidates, wanted, user.targets().length);
            }
        }
        return sum / Math.max(1, users.size());
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
