package dev.millrace.training.evaluate;

import dev.millrace.cascade.feature.History;
import java.util.Arrays;

/** A user whose next items are known to the evaluation alone. Immutable and thread-safe. */
public final class TestUser {
    private final int user;
    private final History history;
    private final int[] targets;
    private final boolean excludesSeen;

    /**
     * Creates the user.
     *
     * @param user ordinal of the user, for systems that know users by it
     * @param history what a system may know, oldest event first
     * @param targets the items to find, at least one; repetitions count once
     * @param excludesSeen whether items of the history must not be ranked; targets among them are dropped
     */
    public TestUser(int user, History history, int[] targets, boolean excludesSeen) {
        this.user = user;
        this.history = history;
        this.excludesSeen = excludesSeen;
        this.targets = Arrays.stream(targets)
                .filter(item -> !excludesSeen || !contains(history, item))
                .sorted()
                .distinct()
                .toArray();
        if (this.targets.length == 0) {
            throw new IllegalArgumentException("targets of user " + user + ": none (expected: at least one)");
        }
    }

    private static boolean contains(History history, int item) {
        for (int i = 0; i < history.size(); i++) {
            if (history.item(i) == item) {
                return true;
            }
        }
        return false;
    }

    /** Returns the ordinal of the user. */
    public int user() {
        return user;
    }

    /** Returns what a system may know of the user. */
    public History history() {
        return history;
    }

    /** Returns whether items of the history must not be ranked. */
    public boolean excludesSeen() {
        return excludesSeen;
    }

    /** Returns the number of items to find. */
    public int targetCount() {
        return targets.length;
    }

    /** Returns whether {@code item} is one of those to find. */
    public boolean isTarget(int item) {
        return Arrays.binarySearch(targets, item) >= 0;
    }

    /** Returns whether {@code item} must not be ranked. */
    public boolean isMasked(int item) {
        return excludesSeen && contains(history, item);
    }
}
