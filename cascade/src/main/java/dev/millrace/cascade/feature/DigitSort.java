package dev.millrace.cascade.feature;

/**
 * Sorts by whole numbers digit by digit, the lowest first (least significant digit radix sort). Stateless.
 *
 * <p>Four walks over the numbers, each moving them in order into the places that a count of their digits gives, but for
 * a digit that all of them share. A virtual machine that has just started soon has these few loops compiled, unlike the
 * library's sort.
 */
final class DigitSort {
    private static final int BITS = 8;
    private static final int DIGITS = 1 << BITS;

    /** Numbers a call: the loops are methods that are called often, so that they are soon compiled. */
    static final int RUN = 128;

    private DigitSort() {}

    /** Returns the indexes of the keys in the order of these as unsigned numbers, equal ones in their own order. */
    static int[] order(int[] keys) {
        int[] from = new int[keys.length];
        int[] to = new int[keys.length];
        for (int at = 0; at < keys.length; at += RUN) {
            number(from, at);
        }
        for (int shift = 0; shift < Integer.SIZE; shift += BITS) {
            int[] places = new int[DIGITS];
            for (int at = 0; at < keys.length; at += RUN) {
                count(keys, at, shift, places);
            }
            if (addUp(places) == keys.length) {
                continue;
            }
            for (int at = 0; at < keys.length; at += RUN) {
                move(keys, from, at, shift, places, to);
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private static void number(int[] indexes, int from) {
        int to = Math.min(indexes.length, from + RUN);
        for (int i = from; i < to; i++) {
            indexes[i] = i;
        }
    }

    private static void count(int[] keys, int from, int shift, int[] counts) {
        int to = Math.min(keys.length, from + RUN);
        for (int i = from; i < to; i++) {
            counts[(keys[i] >>> shift) & (DIGITS - 1)]++;
        }
    }

    /** Makes each digit's count the place of its first number; returns the greatest count. */
    private static int addUp(int[] counts) {
        int place = 0;
        int most = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int count = counts[digit];
            counts[digit] = place;
            place += count;
            most = Math.max(most, count);
        }
        return most;
    }

    private static void move(int[] keys, int[] indexes, int from, int shift, int[] places, int[] into) {
        int to = Math.min(keys.length, from + RUN);
        for (int i = from; i < to; i++) {
            int index = indexes[i];
            into[places[(keys[index] >>> shift) & (DIGITS - 1)]++] = index;
        }
    }
}
