package dev.millrace.training.neighbours;

import java.util.Arrays;

/** The sums of one item with all others, and the best of them. Owned by one thread and reused from item to item. */
final class Row {
    /** Turns a sum into a weight. */
    interface Weight {
        /** Returns the weight of {@code other}, which is kept when above zero. */
        double of(int other, float sum);
    }

    private final float[] sums;
    private int[] touched = new int[1024];
    private int size;
    private final long[] heap;
    private int heapSize;

    Row(int items, int neighbours) {
        sums = new float[items];
        heap = new long[Math.min(items, neighbours)];
    }

    void add(int item, float weight) {
        if (sums[item] == 0) {
            if (size == touched.length) {
                touched = Arrays.copyOf(touched, size * 2);
            }
            touched[size++] = item;
        }
        sums[item] += weight;
    }

    /** Keeps the best others of {@code item}, ties by lower ordinal, as its list, and empties the row. */
    void drain(int item, Weight weight, int[][] neighbours, float[][] weights) {
        drain(item, item, weight, neighbours, weights);
    }

    /** Keeps the best but {@code except} at {@code into}. */
    void drain(int into, int except, Weight weight, int[][] neighbours, float[][] weights) {
        heapSize = 0;
        for (int k = 0; k < size; k++) {
            int other = touched[k];
            float sum = sums[other];
            sums[other] = 0;
            if (other != except) {
                offer((float) weight.of(other, sum), other);
            }
        }
        size = 0;
        Arrays.sort(heap, 0, heapSize);
        int[] best = new int[heapSize];
        float[] bestWeights = new float[heapSize];
        for (int i = 0; i < heapSize; i++) {
            long key = heap[heapSize - 1 - i];
            best[i] = Integer.MAX_VALUE - (int) key;
            bestWeights[i] = Float.intBitsToFloat((int) (key >>> 32));
        }
        neighbours[into] = best;
        weights[into] = bestWeights;
    }

    /** Keeps the largest keys in a binary min-heap; positive floats compare like their bits. */
    private void offer(float weight, int other) {
        if (!(weight > 0)) {
            return;
        }
        long key = ((long) Float.floatToIntBits(weight) << 32) | (Integer.MAX_VALUE - other);
        if (heapSize < heap.length) {
            heap[heapSize++] = key;
            if (heapSize == heap.length) {
                for (int i = heapSize / 2 - 1; i >= 0; i--) {
                    sift(i);
                }
            }
        } else if (key > heap[0]) {
            heap[0] = key;
            sift(0);
        }
    }

    private void sift(int from) {
        int at = from;
        long key = heap[at];
        while (2 * at + 1 < heapSize) {
            int child = 2 * at + 1;
            if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= key) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = key;
    }
}
