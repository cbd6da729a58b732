package dev.millrace.cascade.feature;

import dev.millrace.cascade.release.Pace;
import dev.millrace.cascade.release.PackedStrings;
import java.util.List;

/** Columns in arrays, which must not change any more. Immutable and thread-safe. */
final class ArrayColumns {
    private ArrayColumns() {}

    /** The values of item {@code i} are {@code dictionary.get(codes[offsets[i] .. offsets[i + 1] - 1])}. */
    static final class Keywords implements Column.Keywords {
        private final List<String> dictionary;
        private final int[] offsets;
        private final int[] codes;

        Keywords(List<String> dictionary, int[] offsets, int[] codes) {
            ArraySimilarItems.checkOffsets(offsets, codes.length);
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
        public List<String> dictionary() {
            return dictionary;
        }

        @Override
        public int begin(int item) {
            return offsets[item];
        }

        @Override
        public int end(int item) {
            return offsets[item + 1];
        }

        @Override
        public int code(int at) {
            return codes[at];
        }

        @Override
        public Terms terms() {
            return ArrayTerms.of(this);
        }
    }

    static final class Numbers implements Column.Numbers {
        private final double[] values;

        Numbers(double[] values) {
            this.values = values;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public double value(int item) {
            return values[item];
        }
    }

    static final class Texts implements Column.Texts {
        private final PackedStrings values;

        Texts(PackedStrings values) {
            this.values = values;
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public String value(int item) {
            return values.get(item);
        }

        @Override
        public boolean has(int item) {
            return values.length(item) > 0;
        }

        @Override
        public Terms words() {
            return words(Pace.FULL);
        }

        @Override
        public Terms words(Pace pace) {
            return ArrayTerms.of(this, pace);
        }
    }

    static final class Instants implements Column.Instants {
        private final long[] values;

        Instants(long[] values) {
            this.values = values;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public long value(int item) {
            return values[item];
        }
    }
}
