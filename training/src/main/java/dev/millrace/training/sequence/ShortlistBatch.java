package dev.millrace.training.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Some shortlists and their encoded histories as arrays of one manager, padded to the longest. */
final class ShortlistBatch {
    private static final float NEVER = -1e9f;

    private final Shortlists lists;
    private final int[] chosen;
    private final int width;
    private final NDArray candidates;
    private final NDArray bias;
    private final NDArray hidden;
    private final NDArray padding;
    private final NDArray last;
    private final NDArray prior;
    private final NDArray absent;

    /**
     * @param table embeddings of all items, {@code [items x d]}
     * @param priorMeans stand in for missing values
     */
    ShortlistBatch(
            NDManager manager,
            SequenceData data,
            SequenceWeights weights,
            float[] table,
            float[] priorMeans,
            Shortlists lists,
            int[] chosen) {
        this.lists = lists;
        this.chosen = chosen;
        int d = weights.shape().dimension();
        int b = chosen.length;
        width = Arrays.stream(chosen)
                .map(i -> lists.end(i) - lists.start(i))
                .max()
                .orElse(1);
        HistoryEncoder encoder = new HistoryEncoder(data, weights);
        hidden = encoder.encode(manager, lists.heldOut(), chosen);
        int l = (int) hidden.getShape().get(1);
        int p = lists.priorCount();
        float[] embedded = new float[b * width * d];
        float[] biases = new float[b * width];
        float[] priors = new float[b * width * p];
        float[] masked = new float[b * width];
        float[] pad = new float[b * l];
        long[] newest = new long[b];
        for (int row = 0; row < b; row++) {
            int start = lists.start(chosen[row]);
            int count = lists.end(chosen[row]) - start;
            for (int i = 0; i < width; i++) {
                int cell = row * width + i;
                if (i >= count) {
                    masked[cell] = NEVER;
                    continue;
                }
                int item = lists.candidate(start + i);
                System.arraycopy(table, item * d, embedded, cell * d, d);
                biases[cell] = weights.get(SequenceWeights.ITEM_BIAS)[item];
                for (int k = 0; k < p; k++) {
                    float value = lists.prior(start + i, k);
                    priors[cell * p + k] = Float.isNaN(value) ? priorMeans[k] : value;
                }
            }
            int length = encoder.window(lists.heldOut(), chosen[row]).length();
            Arrays.fill(pad, row * l + length, (row + 1) * l, NEVER);
            newest[row] = (long) row * l + length - 1;
        }
        candidates = manager.create(embedded, new Shape(b, width, d));
        bias = manager.create(biases, new Shape(b, width));
        prior = manager.create(priors, new Shape(b, width, p));
        absent = manager.create(masked, new Shape(b, width));
        padding = manager.create(pad, new Shape(b, 1, l));
        last = SequenceNetwork.rows(hidden.reshape(-1, d), manager.create(newest))
                .reshape(b, d, 1);
    }

    /** Raw inputs of the blend, [b x width x (2 + p)]. */
    NDArray inputs(ReadoutNetwork network) {
        return network.inputs(candidates, bias, hidden, padding, last, prior);
    }

    /** Scores with padding far below, [b x width]. */
    NDArray scores(ReadoutNetwork network) {
        return network.scores(inputs(network)).add(absent);
    }

    /** What each candidate should get of its list's probability, [b x width]: equal shares to the relevant ones. */
    NDArray shares(NDManager manager) {
        float[] shares = new float[chosen.length * width];
        for (int row = 0; row < chosen.length; row++) {
            int start = lists.start(chosen[row]);
            float share = 1f / Math.max(1, lists.relevantCount(chosen[row]));
            for (int i = start; i < lists.end(chosen[row]); i++) {
                shares[row * width + i - start] = lists.relevant(i) ? share : 0;
            }
        }
        return manager.create(shares, new Shape(chosen.length, width));
    }

    int width() {
        return width;
    }
}
