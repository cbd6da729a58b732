package dev.millrace.training.sequence;

import java.util.Arrays;

/** A growing list of ints. One thread at a time. */
final class IntList {
    private int[] values = new int[4];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    void copyTo(int[] target, int at) {
        System.arraycopy(values, 0, target, at, size);
    }
}
