package dev.millrace.datasets;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.History;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A column of item attributes that grows by ordinal. One thread at a time. */
sealed interface ItemColumn {
    /** Returns the field. */
    Field field();

    /** Returns whether no item has a value yet. */
    boolean isEmpty();

    /** Returns the finished column over {@code size} items; those never set have no value. */
    Column build(int size);

    /** Returns an empty column for a field. */
    static ItemColumn of(Field field) {
        return switch (field.type()) {
            case KEYWORD -> new Keywords(field);
            case NUMBER -> new Numbers(field);
            case TEXT -> new Texts(field);
            case INSTANT -> new Instants(field);
        };
    }

    private static int grown(int length, int item) {
        return Math.max(item + 1, (int) Math.min(Integer.MAX_VALUE - 16, length * 2L));
    }

    /** Any number of exact strings an item. */
    final class Keywords implements ItemColumn {
        private static final int[] NONE = new int[0];

        private final Field field;
        private final List<String> dictionary = new ArrayList<>();
        private final Map<String, Integer> codes = new HashMap<>();
        private int[] @Nullable [] values = new int[1024][];

        Keywords(Field field) {
            this.field = field;
        }

        void set(int item, List<String> keywords) {
            if (item >= values.length) {
                values = Arrays.copyOf(values, grown(values.length, item));
            }
            values[item] = keywords.stream().distinct().mapToInt(this::code).toArray();
        }

        private int code(String keyword) {
            return codes.computeIfAbsent(keyword, unknown -> {
                dictionary.add(unknown);
                return dictionary.size() - 1;
            });
        }

        @Override
        public Field field() {
            return field;
        }

        @Override
        public boolean isEmpty() {
            return dictionary.isEmpty();
        }

        @Override
        public Column build(int size) {
            int[] offsets = new int[size + 1];
            for (int i = 0; i < size; i++) {
                offsets[i + 1] = offsets[i] + codes(i).length;
            }
            int[] flat = new int[offsets[size]];
            for (int i = 0; i < size; i++) {
                System.arraycopy(codes(i), 0, flat, offsets[i], offsets[i + 1] - offsets[i]);
            }
            return Column.keywords(dictionary, offsets, flat);
        }

        private int[] codes(int item) {
            int[] at = item < values.length ? values[item] : null;
            return at == null ? NONE : at;
        }
    }

    /** One number an item. */
    final class Numbers implements ItemColumn {
        private final Field field;
        private double[] values = new double[0];

        Numbers(Field field) {
            this.field = field;
        }

        void set(int item, double number) {
            if (item >= values.length) {
                values = extended(grown(values.length, item));
            }
            values[item] = number;
        }

        private double[] extended(int length) {
            double[] extended = Arrays.copyOf(values, length);
            Arrays.fill(extended, Math.min(values.length, length), length, Double.NaN);
            return extended;
        }

        @Override
        public Field field() {
            return field;
        }

        @Override
        public boolean isEmpty() {
            return values.length == 0;
        }

        @Override
        public Column build(int size) {
            return Column.numbers(extended(size));
        }
    }

    /** One text an item. */
    final class Texts implements ItemColumn {
        private final Field field;
        private String[] values = new String[0];

        Texts(Field field) {
            this.field = field;
        }

        void set(int item, String text) {
            if (item >= values.length) {
                values = extended(grown(values.length, item));
            }
            values[item] = text;
        }

        private String[] extended(int length) {
            String[] extended = new String[length];
            int kept = Math.min(values.length, length);
            System.arraycopy(values, 0, extended, 0, kept);
            Arrays.fill(extended, kept, length, "");
            return extended;
        }

        @Override
        public Field field() {
            return field;
        }

        @Override
        public boolean isEmpty() {
            return values.length == 0;
        }

        @Override
        public Column build(int size) {
            return Column.texts(extended(size));
        }
    }

    /** One point in time an item. */
    final class Instants implements ItemColumn {
        private final Field field;
        private long[] values = new long[0];

        Instants(Field field) {
            this.field = field;
        }

        void set(int item, long millis) {
            if (item >= values.length) {
                values = extended(grown(values.length, item));
            }
            values[item] = millis;
        }

        private long[] extended(int length) {
            long[] extended = Arrays.copyOf(values, length);
            Arrays.fill(extended, Math.min(values.length, length), length, History.NO_TIME);
            return extended;
        }

        @Override
        public Field field() {
            return field;
        }

        @Override
        public boolean isEmpty() {
            return values.length == 0;
        }

        @Override
        public Column build(int size) {
            return Column.instants(extended(size));
        }
    }
}
