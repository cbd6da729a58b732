package dev.millrace.training.edge;

import java.util.ArrayList;
import java.util.List;

/** Codes of items, those of one item after those of the one before. One thread at a time. */
final class RowValues {
    private final int[] lengths;
    private final List<Integer> codes = new ArrayList<>();

    RowValues(int items) {
        lengths = new int[items];
    }

    /** Adds a code to an item; items come in order. */
    void add(int item, int code) {
        lengths[item]++;
        codes.add(code);
    }

    void write(PartWriter part) {
        RowsCoder.write(part, lengths);
        part.codes(codes.stream().mapToInt(Integer::intValue).toArray());
    }
}
