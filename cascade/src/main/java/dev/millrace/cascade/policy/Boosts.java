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

    /**
     * Sorts the first {@code count} rows of {@code order}.
     *
     * @param keys memory, [count]
     * @param old memory, [count]
     */
    void sort(Candidates candidates, int[] order, int count, long[] keys, int[] old) {
        if (sets.isEmpty()) {
            return;
        }
        System.arraycopy(order, 0, old, 0, count);
        for (int begin = 0; begin < count; ) {
            int end = tierEnd(candidates, old, begin, count);
            sort(candidates, order, begin, end, keys, old);
            begin = end;
        }
    }

    private static int tierEnd(Candidates candidates, int[] order, int begin, int count) {
        int end = begin + 1;
        while (end < count && candidates.tier(order[end]) == candidates.tier(order[begin])) {
            end++;
        }
        return end;
    }

    /** Sorts by new position, ties by the old: keys are positive floats, whose bits order as they do. */
    private void sort(Candidates candidates, int[] order, int begin, int end, long[] keys, int[] old) {
        for (int i = begin; i < end; i++) {
            float position = (float) ((i - begin + 1) / factor(candidates.ordinal(old[i])));
            keys[i] = (long) Float.floatToIntBits(position) << 32 | i;
        }
        Arrays.sort(keys, begin, end);
        for (int i = begin; i < end; i++) {
            order[i] = old[(int) keys[i]];
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
