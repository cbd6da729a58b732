package dev.millrace.training.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * How well the encoder alone ranks held-out items among all items.
 *
 * @param ndcg NDCG@10 with the items of the user's past left out of the ranking
 * @param hitRate share of cases with a target among the first ten, likewise
 * @param ndcgAll NDCG@10 with the past left in
 * @param hitRateAll hit rate with the past left in
 */
public record NextItemMetrics(double ndcg, double hitRate, double ndcgAll, double hitRateAll) {
    private static final int DEPTH = 10;
    private static final int CASES_AT_ONCE = 128;

    /**
     * Ranks all items for every case.
     *
     * @throws IllegalStateException when a score is not finite: the encoder has diverged
     */
    public static NextItemMetrics of(SequenceData data, SequenceWeights weights, HeldOut heldOut) {
        int d = weights.shape().dimension();
        int items = weights.shape().itemCount();
        float[] states = new HistoryEncoder(data, weights).lastStates(heldOut);
        double[] sums = new double[4];
        try (NDManager manager = Torch.manager()) {
            NDArray table = manager.create(ItemEmbeddings.table(weights, data.attributes()), new Shape(items, d));
            NDArray transposed = table.transpose();
            NDArray bias = manager.create(weights.get(SequenceWeights.ITEM_BIAS));
            for (int from = 0; from < heldOut.size(); from += CASES_AT_ONCE) {
                int to = Math.min(heldOut.size(), from + CASES_AT_ONCE);
                float[] part = Arrays.copyOfRange(states, from * d, to * d);
                float[] scores;
                try (NDManager local = manager.newSubManager()) {
                    scores = local.create(part, new Shape(to - from, d))
                            .matMul(transposed)
                            .addi(bias)
                            .toFloatArray();
                }
                for (int i = from; i < to; i++) {
                    int at = (i - from) * items;
                    check(scores, at, at + items);
                    add(heldOut, i, scores, at, items, sums, 2);
                    for (int past = data.start(heldOut.user(i)); past < heldOut.end(i); past++) {
                        scores[at + data.item(past)] = Float.NEGATIVE_INFINITY;
                    }
                    add(heldOut, i, scores, at, items, sums, 0);
                }
            }
        }
        int count = Math.max(1, heldOut.size());
        return new NextItemMetrics(sums[0] / count, sums[1] / count, sums[2] / count, sums[3] / count);
    }

    private static void check(float[] scores, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(scores[i])) {
                throw new DivergedException("the sequence encoder has diverged: score " + scores[i] + " of item "
                        + (i - from) + " (expected: a finite one)");
            }
        }
    }

    private static void add(HeldOut heldOut, int i, float[] scores, int at, int items, double[] sums, int to) {
        float[] targets = new float[heldOut.targetEnd(i) - heldOut.targetStart(i)];
        for (int k = 0; k < targets.length; k++) {
            targets[k] = scores[at + heldOut.target(heldOut.targetStart(i) + k)];
        }
        double ndcg = ndcg(scores, at, at + items, targets);
        sums[to] += ndcg;
        sums[to + 1] += ndcg > 0 ? 1 : 0;
    }

    /**
     * NDCG@10 of a ranking in which every target is relevant alike. What ties with a target stands half above it;
     * targets that tie stand one above the other.
     *
     * @param scores the ranking is that of {@code scores[from .. to - 1]}, targets among them
     * @param targets scores of the relevant ones; minus infinity for those that are not in the ranking
     */
    static double ndcg(float[] scores, int from, int to, float[] targets) {
        double gain = 0;
        double ideal = 0;
        for (int k = 0; k < targets.length; k++) {
            ideal += gain(k);
            gain += targets[k] == Float.NEGATIVE_INFINITY ? 0 : gain(rank(scores, from, to, targets, k));
        }
        return ideal == 0 ? 0 : gain / ideal;
    }

    private static double rank(float[] scores, int from, int to, float[] targets, int k) {
        int above = 0;
        int ties = 0;
        for (int i = from; i < to && above < DEPTH; i++) {
            above += scores[i] > targets[k] ? 1 : 0;
            ties += scores[i] == targets[k] ? 1 : 0;
        }
        if (above >= DEPTH) {
            return DEPTH;
        }
        for (int other = 0; other < targets.length; other++) {
            if (targets[other] == targets[k]) {
                above += other < k ? 1 : 0;
                ties--;
            }
        }
        return above + ties / 2.0;
    }

    /** The discounted gain of a relevant item when {@code above} others stand above it. */
    static double gain(double above) {
        return above < DEPTH ? Math.log(2) / Math.log(above + 2) : 0;
    }
}
