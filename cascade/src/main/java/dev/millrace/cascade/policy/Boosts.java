package dev.millrace.cascade.policy;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.ItemTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The boost rules. Immutable and thread-safe.
 *
 * <p>A boost divides an item's position within its tier by its factor; factors of several rules multiply. Positions,
 * not scores: the scores of a ranker are logits of any sign and scale, so that a factor or a summand would mean another
 * thing after every training, and the same factor would do nothing in one tier and everything in the next.
 */
final class Boosts {
    private final List<ItemSet> sets = new ArrayList<>();
    private final List<Double> factors = new ArrayList<>();

    Boosts(Rules rules, ItemTable items) {
        for (Rule rule : rules.rules()) {
            if (rule instanceof Rule.Boost boost) {
                sets.add(boost.when().matching(items));
                factors.add(boost.factor());
            }
        }
    }

    /** Returns the rows in their new order, a new array of {@code count}. */
    int[] order(Candidates candidates, int[] ranked, int count) {
        int[] order = Arrays.copyOf(ranked, count);
        if (!sets.isEmpty()) {
            for (int begin = 0; begin < count; ) {
                int end = tierEnd(candidates, order, begin, count);
                sort(candidates, order, begin, end);
                begin = end;
            }
        }
        return order;
    }

    private static int tierEnd(Candidates candidates, int[] order, int begin, int count) {
        int end = begin + 1;
        while (end < count && candidates.tier(order[end]) == candidates.tier(order[begin])) {
            end++;
        }
        return end;
    }

    /** Sorts by new position, ties by the old: keys are positive floats, whose bits order as they do. */
    private void sort(Candidates candidates, int[] order, int begin, int end) {
        long[] keys = new long[end - begin];
        for (int i = 0; i < keys.length; i++) {
            float position = (float) ((i + 1) / factor(candidates.ordinal(order[begin + i])));
            keys[i] = (long) Float.floatToIntBits(position) << 32 | i;
        }
        Arrays.sort(keys);
        int[] old = Arrays.copyOfRange(order, begin, end);
        for (int i = 0; i < keys.length; i++) {
            order[begin + i] = old[(int) keys[i]];
        }
    }

    private double factor(int item) {
        double factor = 1;
        for (int i = 0; i < sets.size(); i++) {
            if (sets.get(i).contains(item)) {
                factor *= factors.get(i);
            }
        }
        return factor;
    }
}
