package dev.millrace.cascade.policy;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.ItemTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The pin rules. Immutable and thread-safe. A rule puts the best-ranked candidate it means at its position, or at the
 * next free one where an earlier rule has taken that; a position beyond the answer, or a rule that means no candidate,
 * does nothing.
 */
final class Pins {
    /** No row. */
    static final int FREE = -1;

    private final List<ItemSet> sets = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();

    Pins(Rules rules, ItemTable items) {
        for (Rule rule : rules.rules()) {
            if (rule instanceof Rule.Pin pin) {
                sets.add(pin.when().matching(items));
                positions.add(pin.position());
            }
        }
    }

    /**
     * Takes the pinned rows out of the first {@code count} of {@code order}, leaving -1 behind.
     *
     * @return [wanted] the row pinned at each position of the answer, -1 where none is
     */
    int[] take(Candidates candidates, int[] order, int count, int wanted) {
        int[] pinned = new int[wanted];
        Arrays.fill(pinned, FREE);
        for (int rule = 0; rule < sets.size(); rule++) {
            int at = positions.get(rule) - 1;
            while (at < wanted && pinned[at] != FREE) {
                at++;
            }
            int best = at < wanted ? best(candidates, order, count, sets.get(rule)) : FREE;
            if (best != FREE) {
                pinned[at] = order[best];
                order[best] = FREE;
            }
        }
        return pinned;
    }

    private static int best(Candidates candidates, int[] order, int count, ItemSet items) {
        for (int i = 0; i < count; i++) {
            if (order[i] != FREE && items.contains(candidates.ordinal(order[i]))) {
                return i;
            }
        }
        return FREE;
    }

    /** Closes the gaps that {@link #take} left in {@code order}; returns how many rows there are. */
    static int without(int[] order, int count) {
        int size = 0;
        for (int i = 0; i < count; i++) {
            if (order[i] != FREE) {
                order[size++] = order[i];
            }
        }
        return size;
    }

    /** Returns the answer: pinned rows at their positions, {@code chosen} in order at all others. */
    static int[] place(int[] pinned, int[] chosen) {
        int[] answer = new int[pinned.length];
        int next = 0;
        for (int i = 0; i < answer.length; i++) {
            answer[i] = pinned[i] != FREE ? pinned[i] : chosen[next++];
        }
        return answer;
    }
}
