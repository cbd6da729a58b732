package dev.millrace.cascade.candidate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The items that may appear in an answer: those the filter matches, less those excluded by name.
 *
 * <p>The few exclusions of a request stay a sorted array beside the filter's set. Immutable and thread-safe as long as
 * nobody changes that set, which is the request's and filled again for a later one.
 */
public final class Eligible {
    private static final int[] NONE = {};

    private final int bound;
    private final @Nullable ItemSet filter;
    private final int matching;
    private final int[] excluded;
    private final int count;

    /**
     * Creates the eligibility of one request.
     *
     * @param bound number of items in the release
     * @param filter the items that match, or null when all do; must not change any more
     * @param excluded ordinals to leave out, in any order, repetitions allowed
     */
    public Eligible(int bound, @Nullable ItemSet filter, int[] excluded) {
        this(bound, filter, filter == null ? bound : filter.cardinality(), excluded);
    }

    private Eligible(int bound, @Nullable ItemSet filter, int matching, int[] excluded) {
        if (filter != null && filter.bound() != bound) {
            throw new IllegalArgumentException("filter bound: " + filter.bound() + " (expected: " + bound + ")");
        }
        this.bound = bound;
        this.filter = filter;
        this.matching = matching;
        this.excluded = distinct(excluded);
        int removed = 0;
        for (int ordinal : this.excluded) {
            if (ordinal < 0 || ordinal >= bound) {
                throw new IllegalArgumentException("excluded: " + ordinal + " (expected: 0 to " + (bound - 1) + ")");
            }
            if (filter == null || filter.contains(ordinal)) {
                removed++;
            }
        }
        this.count = matching - removed;
    }

    /**
     * Returns the same with other exclusions, without counting what the filter matches once more.
     *
     * @param others ordinals to leave out instead, in any order, repetitions allowed
     */
    public Eligible excluding(int[] others) {
        return new Eligible(bound, filter, matching, others);
    }

    private static int[] distinct(int[] ordinals) {
        if (ordinals.length == 0) {
            return NONE;
        }
        int[] sorted = ordinals.clone();
        Arrays.sort(sorted);
        int size = 1;
        for (int ordinal : sorted) {
            if (ordinal != sorted[size - 1]) {
                sorted[size++] = ordinal;
            }
        }
        return size == sorted.length ? sorted : Arrays.copyOf(sorted, size);
    }

    /** Returns the eligibility of a request without filter and exclusions over {@code bound} items. */
    public static Eligible everything(int bound) {
        return new Eligible(bound, null, NONE);
    }

    /** Returns whether the item may appear. */
    public boolean contains(int ordinal) {
        return (filter == null || filter.contains(ordinal)) && Arrays.binarySearch(excluded, ordinal) < 0;
    }

    /** Returns the number of items in the release. */
    public int bound() {
        return bound;
    }

    /** Returns the number of eligible items. */
    public int count() {
        return count;
    }

    /** Returns the share of the release that is eligible, in {@code [0, 1]}. */
    public double selectivity() {
        return bound == 0 ? 0 : (double) count / bound;
    }

    /** Returns the smallest eligible ordinal at or above {@code from}, or -1 when there is none. */
    public int next(int from) {
        int ordinal = from;
        while (true) {
            ordinal = filter == null ? (ordinal < bound ? ordinal : -1) : filter.next(ordinal);
            if (ordinal < 0 || Arrays.binarySearch(excluded, ordinal) < 0) {
                return ordinal;
            }
            ordinal++;
        }
    }
}
