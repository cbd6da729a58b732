package dev.millrace.cascade.feature;

import dev.millrace.cascade.release.Pace;
import dev.millrace.cascade.release.PackedStrings;
import java.util.Arrays;
import java.util.List;

/**
 * The values of one field over all items. Implementations are immutable and thread-safe. A missing value is missing,
 * never zero. Arrays handed in must not change any more.
 */
public sealed interface Column {
    /** Returns the number of items. */
    int size();

    /** Returns whether {@code item} has a value. */
    boolean has(int item);

    /**
     * Returns a column of strings.
     *
     * @param dictionary all distinct strings
     * @param offsets [items + 1], ascending from 0
     * @param codes indexes into the dictionary; those of item {@code i} are {@code codes[offsets[i] .. offsets[i + 1])}
     */
    static Keywords keywords(List<String> dictionary, int[] offsets, int[] codes) {
        return new ArrayColumns.Keywords(dictionary, offsets, codes);
    }

    /** Returns a column of numbers, NaN where missing. */
    static Numbers numbers(double[] values) {
        return new ArrayColumns.Numbers(values);
    }

    /** Returns a column of texts, empty where missing. */
    static Texts texts(List<String> values) {
        return new ArrayColumns.Texts(PackedStrings.copyOf(values));
    }

    /** Returns a column of texts, empty where missing. */
    static Texts texts(String... values) {
        return texts(Arrays.asList(values));
    }

    /** Returns a column of milliseconds since 1970-01-01T00:00Z, {@link History#NO_TIME} where missing. */
    static Instants instants(long[] values) {
        return new ArrayColumns.Instants(values);
    }

    /** Any number of exact strings an item. */
    non-sealed interface Keywords extends Column {
        /** Returns all distinct strings; a code is an index into it. */
        List<String> dictionary();

        /** Returns where the codes of {@code item} begin. */
        int begin(int item);

        /** Returns where the codes of {@code item} end, exclusive. */
        int end(int item);

        /** Returns the code at position {@code at} between {@link #begin} and {@link #end}. */
        int code(int at);

        /** Returns the distinct strings of every item as terms. */
        Terms terms();

        @Override
        default boolean has(int item) {
            return end(item) > begin(item);
        }

        /** Returns the strings of {@code item}. */
        default List<String> values(int item) {
            int begin = begin(item);
            String[] values = new String[end(item) - begin];
            for (int i = 0; i < values.length; i++) {
                values[i] = dictionary().get(code(begin + i));
            }
            return Arrays.asList(values);
        }
    }

    /** One number an item; NaN where it is missing. */
    non-sealed interface Numbers extends Column {
        /** Returns the number of {@code item}, NaN where it is missing. */
        double value(int item);

        @Override
        default boolean has(int item) {
            return !Double.isNaN(value(item));
        }
    }

    /** One text an item; empty where it is missing. */
    non-sealed interface Texts extends Column {
        /** Returns the text of {@code item}, empty where it is missing. */
        String value(int item);

        /** Returns the distinct words of every item as terms: in lower case, of two letters or digits and more. */
        Terms words();

        /** Does the same at a pace, where the words have to be looked for. */
        default Terms words(Pace pace) {
            return words();
        }

        @Override
        default boolean has(int item) {
            return !value(item).isEmpty();
        }
    }

    /** One point in time an item; {@link History#NO_TIME} where it is missing. */
    non-sealed interface Instants extends Column {
        /** Returns the milliseconds since 1970-01-01T00:00Z, {@link History#NO_TIME} where it is missing. */
        long value(int item);

        @Override
        default boolean has(int item) {
            return value(item) != History.NO_TIME;
        }
    }
}
