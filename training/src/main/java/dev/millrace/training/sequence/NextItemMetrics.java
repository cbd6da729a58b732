package dev.millrace.training.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * How well held-out events are ranked among all items.
 *
 * @param ndcg NDCG@10 with items of the user's past left out of the ranking, unless the target is one of them
 * @param hitRate HR@10, likewise
 * @param ndcgAll NDCG@10 with the past left in
 * @param hitRateAll HR@10 with the past left in
 */
public record NextItemMetrics(double ndcg, double hitRate, double ndcgAll, double hitRateAll) {
    private static final int DEPTH = 10;
    private static final int USERS_AT_ONCE = 128;

    /** Ranks all items for every held-out event. */
    public static NextItemMetrics of(SequenceData data, SequenceWeights weights, HeldOut heldOut) {
        int d = weights.shape().dimension();
        int items = weights.shape().itemCount();
        float[] states = new HistoryEncoder(data, weights).lastStates(heldOut);
        double[] sums = new double[4];
        try (NDManager manager = Torch.manager()) {
            NDArray table = manager.create(ItemEmbeddings.table(weights, data.attributes()), new Shape(items, d));
            NDArray transposed = table.transpose();
            NDArray bias = manager.create(weights.get(SequenceWeights.ITEM_BIAS));
            for (int from = 0; from < heldOut.size(); from += USERS_AT_ONCE) {
                int to = Math.min(heldOut.size(), from + USERS_AT_ONCE);
                float[] part = Arrays.copyOfRange(states, from * d, to * d);
                float[] scores;
                try (NDManager local = manager.newSubManager()) {
                    scores = local.create(part, new Shape(to - from, d))
                            .matMul(transposed)
                            .addi(bias)
                            .toFloatArray();
                }
                for (int i = from; i < to; i++) {
                    add(data, heldOut, i, scores, (i - from) * items, items, sums);
                }
            }
        }
        int count = Math.max(1, heldOut.size());
        return new NextItemMetrics(sums[0] / count, sums[1] / count, sums[2] / count, sums[3] / count);
    }

    private static void add(
            SequenceData data, HeldOut heldOut, int i, float[] scores, int at, int items, double[] sums) {
        int event = heldOut.event(i);
        float own = scores[at + data.item(event)];
        int above = 0;
        for (int item = at; item < at + items; item++) {
            above += scores[item] > own ? 1 : 0;
        }
        int unseen = above;
        for (int past = data.start(heldOut.user(i)); past < event; past++) {
            int item = at + data.item(past);
            if (scores[item] > own) {
                unseen--;
                scores[item] = Float.NEGATIVE_INFINITY;
            }
        }
        sums[0] += gain(unseen);
        sums[1] += unseen < DEPTH ? 1 : 0;
        sums[2] += gain(above);
        sums[3] += above < DEPTH ? 1 : 0;
    }

    /** The discounted gain of the only relevant item when {@code above} others stand above it. */
    static double gain(int above) {
        return above < DEPTH ? Math.log(2) / Math.log(above + 2) : 0;
    }
}
