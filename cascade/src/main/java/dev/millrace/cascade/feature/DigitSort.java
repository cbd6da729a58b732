package dev.millrace.cascade.feature;

/**
 * Sorts by whole numbers digit by digit, the lowest first (least significant digit radix sort). Stateless.
 *
 * <p>Four walks over the numbers, each moving them in order into the places that a count of their digits gives. A virtual
 * machine that has just started soon has these few loops compiled, unlike the library's sort.
 */
final class DigitSort {
    private static final int BITS = 8;
    private static final int DIGITS = 1 << BITS;
    /** Numbers a call: the loops are methods that are called often, so that they are soon compiled. */
    private static final int RUN = 128;

    private DigitSort() {}

    /**
     * Returns the values in the order of their keys as unsigned numbers, equal ones as they stood. Overwrites both arrays.
     *
     * @param keys one a value
     */
    static int[] sorted(int[] keys, int[] values) {
        int[] fromKeys = keys;
        int[] fromValues = values;
        int[] toKeys = new int[keys.length];
        int[] toValues = new int[keys.length];
        for (int shift = 0; shift < Integer.SIZE; shift += BITS) {
            int[] places = places(fromKeys, shift);
            for (int from = 0; from < keys.length; from += RUN) {
                move(fromKeys, fromValues, from, shift, places, toKeys, toValues);
            }
            int[] swap = fromKeys;
            fromKeys = toKeys;
            toKeys = swap;
            swap = fromValues;
            fromValues = toValues;
            toValues = swap;
        }
        return fromValues;
    }

    /** Returns where the first number with each digit goes. */
    private static int[] places(int[] keys, int shift) {
        int[] places = new int[DIGITS];
        for (int from = 0; from < keys.length; from += RUN) {
            count(keys, from, shift, places);
        }
        int place = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int count = places[digit];
            places[digit] = place;
            place += count;
        }
        return places;
    }

    private static void count(int[] keys, int from, int shift, int[] places) {
        int to = Math.min(keys.length, from + RUN);
        for (int i = from; i < to; i++) {
            places[(keys[i] >>> shift) & (DIGITS - 1)]++;
        }
    }

    private static void move(
            int[] keys, int[] values, int from, int shift, int[] places, int[] toKeys, int[] toValues) {
        int to = Math.min(keys.length, from + RUN);
        for (int i = from; i < to; i++) {
            int place = places[(keys[i] >>> shift) & (DIGITS - 1)]++;
            toKeys[place] = keys[i];
            toValues[place] = values[i];
        }
    }
}
