package dev.millrace.cascade.feature;

import java.util.Arrays;
import java.util.List;

/**
 * The values of one field over all items. Immutable and thread-safe; arrays handed in must not change any
 * more, arrays handed out are read only. A missing value is missing, never zero.
 */
public sealed interface Column {
    /** Returns the number of items. */
    int size();

    /** Returns whether {@code item} has a value. */
    boolean has(int item);

    /**
     * Any number of exact strings an item. The values of item {@code i} are
     * {@code dictionary.get(codes[offsets[i] .. offsets[i + 1] - 1])}.
     */
    final class Keywords implements Column {
        private final List<String> dictionary;
        private final int[] offsets;
        private final int[] codes;

        /** Creates the column; {@code offsets} is [items + 1], ascending from 0. */
        public Keywords(List<String> dictionary, int[] offsets, int[] codes) {
            SimilarItems.checkOffsets(offsets, codes.length);
            for (int code : codes) {
                if (code < 0 || code >= dictionary.size()) {
                    throw new IllegalArgumentException(
                            "keyword code: " + code + " (expected: 0 to " + (dictionary.size() - 1) + ")");
                }
            }
            this.dictionary = List.copyOf(dictionary);
            this.offsets = offsets;
            this.codes = codes;
        }

        @Override
        public int size() {
            return offsets.length - 1;
        }

        @Override
        public boolean has(int item) {
            return offsets[item + 1] > offsets[item];
        }

        /** Returns all distinct strings; a code is an index into it. */
        public List<String> dictionary() {
            return dictionary;
        }

        /** Returns where the codes of {@code item} begin. */
        public int begin(int item) {
            return offsets[item];
        }

        /** Returns where the codes of {@code item} end, exclusive. */
        public int end(int item) {
            return offsets[item + 1];
        }

        /** Returns the code at position {@code at} between {@link #begin} and {@link #end}. */
        public int code(int at) {
            return codes[at];
        }

        /** Returns the strings of {@code item}. */
        public List<String> values(int item) {
            String[] values = new String[end(item) - begin(item)];
            for (int i = 0; i < values.length; i++) {
                values[i] = dictionary.get(codes[offsets[item] + i]);
            }
            return Arrays.asList(values);
        }

        int[] offsets() {
            return offsets;
        }

        int[] codes() {
            return codes;
        }
    }

    /** One number an item; NaN where it is missing. */
    final class Numbers implements Column {
        private final double[] values;

        /** Creates the column. */
        public Numbers(double[] values) {
            this.values = values;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean has(int item) {
            return !Double.isNaN(values[item]);
        }

        /** Returns the number of {@code item}, NaN where it is missing. */
        public double value(int item) {
            return values[item];
        }

        double[] values() {
            return values;
        }
    }

    /** One text an item; empty where it is missing. */
    final class Texts implements Column {
        private final String[] values;

        /** Creates the column. */
        public Texts(String[] values) {
            this.values = values;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean has(int item) {
            return !values[item].isEmpty();
        }

        /** Returns the text of {@code item}, empty where it is missing. */
        public String value(int item) {
            return values[item];
        }

        String[] values() {
            return values;
        }
    }

    /** One point in time an item; {@link History#NO_TIME} where it is missing. */
    final class Instants implements Column {
        private final long[] values;

        /** Creates the column from milliseconds since 1970-01-01T00:00Z. */
        public Instants(long[] values) {
            this.values = values;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean has(int item) {
            return values[item] != History.NO_TIME;
        }

        /** Returns the milliseconds since 1970-01-01T00:00Z, {@link History#NO_TIME} where it is missing. */
        public long value(int item) {
            return values[item];
        }

        long[] values() {
            return values;
        }
    }
}
