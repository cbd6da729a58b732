package dev.millrace.training.rerank;

/** NDCG@10 of one query from sampled candidates. Stateless. */
final class RankQuality {
    private static final int DEPTH = 10;

    private RankQuality() {}

    /**
     * Returns the NDCG@10 of the query under {@code scores}. A drawn negative counts for all those it stands for, and
     * what ties with a candidate stands half above it.
     */
    static double ndcg(RerankExamples.Group group, float[] scores) {
        double gain = 0;
        for (int row = 0; row < group.size; row++) {
            if (group.gains[row] > 0) {
                double rank = rank(group, scores, row);
                gain += rank < DEPTH ? 1 / Math.log(rank + 2) : 0;
            }
        }
        double ideal = 0;
        for (int rank = 0; rank < Math.min(DEPTH, group.targets); rank++) {
            ideal += 1 / Math.log(rank + 2);
        }
        return gain / ideal;
    }

    private static double rank(RerankExamples.Group group, float[] scores, int row) {
        double rank = 0;
        for (int other = 0; other < group.size; other++) {
            if (other != row && scores[other] >= scores[row]) {
                double stands = group.logWeights[other] == 0 ? 1 : Math.exp(group.logWeights[other]);
                rank += scores[other] == scores[row] ? stands / 2 : stands;
            }
        }
        return rank;
    }
}
