package dev.millrace.training.evaluate;

/** Selects the best items by score. */
final class TopItems {
    private TopItems() {}

    /**
     * Writes the items of the highest scores, best first, ties by the lower ordinal; items of score
     * {@code NEGATIVE_INFINITY} or NaN are never taken.
     *
     * @param scores by item
     * @param ranked receives item ordinals
     * @return how many were written
     */
    static int select(float[] scores, int[] ranked) {
        long[] heap = new long[ranked.length];
        int size = 0;
        float least = Float.NEGATIVE_INFINITY;
        for (int item = 0; item < scores.length; item++) {
            if (!(scores[item] > least) || ranked.length == 0) {
                continue;
            }
            if (size < heap.length) {
                heap[size] = key(scores[item], item);
                up(heap, size++);
            } else {
                heap[0] = key(scores[item], item);
                down(heap, size);
            }
            if (size == heap.length) {
                least = score(heap[0]);
            }
        }
        for (int i = size - 1; i >= 0; i--) {
            ranked[i] = Integer.MAX_VALUE - (int) heap[0];
            heap[0] = heap[i];
            down(heap, i);
        }
        return size;
    }

    /** Ascends with the score, then descends with the item. */
    private static long key(float score, int item) {
        int bits = Float.floatToRawIntBits(score + 0f);
        return ((long) (bits ^ ((bits >> 31) & 0x7fffffff)) << 32) | (Integer.MAX_VALUE - item);
    }

    private static float score(long key) {
        int bits = (int) (key >> 32);
        return Float.intBitsToFloat(bits ^ ((bits >> 31) & 0x7fffffff));
    }

    private static void up(long[] heap, int from) {
        int at = from;
        while (at > 0 && heap[at] < heap[(at - 1) / 2]) {
            at = swap(heap, at, (at - 1) / 2);
        }
    }

    private static void down(long[] heap, int size) {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[at] <= heap[child]) {
                return;
            }
            at = swap(heap, at, child);
        }
    }

    private static int swap(long[] heap, int at, int other) {
        long key = heap[at];
        heap[at] = heap[other];
        heap[other] = key;
        return other;
    }
}
