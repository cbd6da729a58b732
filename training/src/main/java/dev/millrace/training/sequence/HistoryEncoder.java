package dev.millrace.training.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Runs the trained encoder over what users did before held-out items. Uses PyTorch; one thread at a time. */
final class HistoryEncoder {
    private static final int BATCH_CELLS = 4096;

    private final SequenceData data;
    private final SequenceWeights weights;

    HistoryEncoder(SequenceData data, SequenceWeights weights) {
        this.data = data;
        this.weights = weights;
    }

    /** The events of a case that the network sees. */
    Window window(HeldOut heldOut, int i) {
        int end = heldOut.end(i);
        return new Window(
                Math.max(data.start(heldOut.user(i)), end - weights.shape().maxLength()), end);
    }

    /** Newest hidden state of every case, {@code [cases x d]}. */
    float[] lastStates(HeldOut heldOut) {
        int d = weights.shape().dimension();
        int[] order = byLength(heldOut);
        float[] states = new float[order.length * d];
        try (NDManager base = Torch.manager()) {
            int from = 0;
            while (from < order.length) {
                int to = from + 1;
                while (to < order.length
                        && (to - from + 1) * window(heldOut, order[to]).length() <= BATCH_CELLS) {
                    to++;
                }
                lastStates(base, heldOut, Arrays.copyOfRange(order, from, to), states);
                from = to;
            }
        }
        return states;
    }

    private void lastStates(NDManager base, HeldOut heldOut, int[] chosen, float[] states) {
        int d = weights.shape().dimension();
        try (NDManager manager = base.newSubManager()) {
            List<Window> windows =
                    Arrays.stream(chosen).mapToObj(i -> window(heldOut, i)).toList();
            NDArray hidden = encode(manager, heldOut, chosen);
            long length = hidden.getShape().get(1);
            long[] last = new long[chosen.length];
            Arrays.setAll(last, row -> row * length + windows.get(row).length() - 1);
            float[] values = SequenceNetwork.rows(hidden.reshape(-1, d), manager.create(last))
                    .toFloatArray();
            for (int row = 0; row < chosen.length; row++) {
                System.arraycopy(values, row * d, states, chosen[row] * d, d);
            }
        }
    }

    /** Hidden states of the chosen cases, {@code [chosen x longest x d]}, padded on the right. */
    NDArray encode(NDManager manager, HeldOut heldOut, int[] chosen) {
        List<Window> windows =
                Arrays.stream(chosen).mapToObj(i -> window(heldOut, i)).toList();
        SequenceBatch batch = SequenceBatch.histories(data, windows, heldOut.now());
        NDArray items = manager.create(
                ItemEmbeddings.inputs(weights, data, batch),
                new Shape(batch.size(), batch.length(), weights.shape().dimension()));
        return new SequenceNetwork(manager, weights, false).encode(items, batch, 0);
    }

    private int[] byLength(HeldOut heldOut) {
        Integer[] order = new Integer[heldOut.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingInt(i -> window(heldOut, i).length()));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }
}
