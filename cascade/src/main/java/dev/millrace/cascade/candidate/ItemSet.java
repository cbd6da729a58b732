package dev.millrace.cascade.candidate;

import java.util.Arrays;

/**
 * A set of item ordinals below a fixed bound, one bit each.
 *
 * <p>Mutable and not thread-safe while it is filled; safe to share once nobody changes it any more. A set of a million
 * items is 125 kB, so requests fill sets that are there instead of making new ones.
 */
public final class ItemSet {
    private final int bound;
    private final long[] words;

    /** Creates an empty set over the ordinals {@code 0..bound-1}. */
    public ItemSet(int bound) {
        if (bound < 0) {
            throw new IllegalArgumentException("bound: " + bound + " (expected: >= 0)");
        }
        this.bound = bound;
        this.words = new long[(bound + 63) >>> 6];
    }

    /** Returns the set of all ordinals below {@code bound}. */
    public static ItemSet all(int bound) {
        ItemSet set = new ItemSet(bound);
        set.complement();
        return set;
    }

    /** Returns the number of ordinals this set ranges over, in it or not. */
    public int bound() {
        return bound;
    }

    /** Returns whether {@code ordinal}, which must be below {@link #bound()}, is in the set. */
    public boolean contains(int ordinal) {
        return (words[ordinal >>> 6] & (1L << ordinal)) != 0;
    }

    /** Adds {@code ordinal}, which must be below {@link #bound()}. */
    public void add(int ordinal) {
        words[ordinal >>> 6] |= 1L << ordinal;
    }

    /** Removes {@code ordinal}, which must be below {@link #bound()}. */
    public void remove(int ordinal) {
        words[ordinal >>> 6] &= ~(1L << ordinal);
    }

    /** Removes all ordinals. */
    public void clear() {
        Arrays.fill(words, 0);
    }

    /** Becomes a copy of {@code other}, of the same bound. */
    public void copyFrom(ItemSet other) {
        checkBound(other);
        System.arraycopy(other.words, 0, words, 0, words.length);
    }

    /** Becomes the set of what it did not hold. */
    public void complement() {
        for (int w = 0; w < words.length; w++) {
            words[w] = ~words[w];
        }
        if ((bound & 63) != 0) {
            words[words.length - 1] &= -1L >>> (64 - (bound & 63));
        }
    }

    /** Keeps only what {@code other}, of the same bound, holds too. */
    public void retainAll(ItemSet other) {
        checkBound(other);
        for (int w = 0; w < words.length; w++) {
            words[w] &= other.words[w];
        }
    }

    /** Adds all that {@code other}, of the same bound, holds. */
    public void addAll(ItemSet other) {
        checkBound(other);
        for (int w = 0; w < words.length; w++) {
            words[w] |= other.words[w];
        }
    }

    /** Removes all that {@code other}, of the same bound, holds. */
    public void removeAll(ItemSet other) {
        checkBound(other);
        for (int w = 0; w < words.length; w++) {
            words[w] &= ~other.words[w];
        }
    }

    /**
     * Returns the bits: ordinal {@code i} is bit {@code i % 64} of word {@code i / 64}. The set itself, not a copy;
     * bits at the bound and above stay clear.
     */
    public long[] words() {
        return words;
    }

    /** Returns the number of ordinals in the set. */
    public int cardinality() {
        int count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** Returns the smallest member at or above {@code from}, or -1 when there is none. */
    public int next(int from) {
        if (from >= bound) {
            return -1;
        }
        int w = from >>> 6;
        long word = words[w] & (-1L << from);
        while (word == 0) {
            if (++w == words.length) {
                return -1;
            }
            word = words[w];
        }
        return (w << 6) + Long.numberOfTrailingZeros(word);
    }

    private void checkBound(ItemSet other) {
        if (other.bound != bound) {
            throw new IllegalArgumentException("bound: " + other.bound + " (expected: " + bound + ")");
        }
    }
}
