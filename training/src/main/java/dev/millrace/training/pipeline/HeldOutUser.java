package dev.millrace.training.pipeline;

import dev.millrace.cascade.feature.History;
import java.util.Arrays;
import java.util.BitSet;

/** A user whose next items are known but were kept from the learners. Immutable; the targets are read only. */
public final class HeldOutUser {
    private final int user;
    private final History history;
    private final int[] targets;

    private HeldOutUser(int user, History history, int[] targets) {
        this.user = user;
        this.history = history;
        this.targets = targets;
    }

    /**
     * Creates the user.
     *
     * @param user ordinal of the user
     * @param history what the learners may know
     * @param next what happened next, in order
     * @param repeats whether items of the history count as targets
     * @param items number of items in the catalogue
     */
    public static HeldOutUser of(int user, History history, History next, boolean repeats, int items) {
        BitSet done = new BitSet(items);
        if (!repeats) {
            Arrays.stream(history.items()).forEach(done::set);
        }
        int[] targets = Arrays.stream(next.items())
                .filter(item -> {
                    boolean first = !done.get(item);
                    done.set(item);
                    return first;
                })
                .toArray();
        return new HeldOutUser(user, history, targets);
    }

    /** Returns the ordinal of the user. */
    public int user() {
        return user;
    }

    /** Returns what the learners may know of the user. */
    public History history() {
        return history;
    }

    /** Returns the distinct items that followed, in order; read only. */
    public int[] targets() {
        return targets;
    }
}
