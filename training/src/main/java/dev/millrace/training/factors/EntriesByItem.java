package dev.millrace.training.factors;

import java.util.Arrays;

/**
 * The entries of a batch grouped by item, and the items that a step touches: those of the batch and the negatives.
 * Reused from step to step; filled by one thread, then read by many.
 */
final class EntriesByItem {
    private final int[] first;
    private int[] next = new int[0];
    private int[] rows = new int[0];
    private int[] touched = new int[0];
    private int size;

    EntriesByItem(int items) {
        this.first = new int[items];
        Arrays.fill(first, -1);
    }

    void group(Batch batch, Negatives negatives) {
        for (int i = 0; i < size; i++) {
            first[touched[i]] = -1;
        }
        int entries = batch.starts[batch.rows];
        if (next.length < entries) {
            next = new int[entries * 2];
            rows = new int[entries * 2];
        }
        if (touched.length < entries + negatives.size) {
            touched = new int[entries * 2 + negatives.size];
        }
        System.arraycopy(negatives.items, 0, touched, 0, negatives.size);
        size = negatives.size;
        for (int row = 0; row < batch.rows; row++) {
            for (int entry = batch.starts[row]; entry < batch.starts[row + 1]; entry++) {
                int item = batch.items[entry];
                if (first[item] < 0 && negatives.slotOf[item] < 0) {
                    touched[size++] = item;
                }
                next[entry] = first[item];
                first[item] = entry;
                rows[entry] = row;
            }
        }
    }

    /** Returns the number of touched items. */
    int size() {
        return size;
    }

    /** Returns touched item {@code i}. */
    int item(int i) {
        return touched[i];
    }

    /** Returns the first entry of {@code item}, or -1. */
    int first(int item) {
        return first[item];
    }

    /** Returns the entry of the same item after {@code entry}, or -1. */
    int next(int entry) {
        return next[entry];
    }

    /** Returns the row of {@code entry}. */
    int row(int entry) {
        return rows[entry];
    }
}
