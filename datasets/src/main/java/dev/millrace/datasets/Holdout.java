package dev.millrace.datasets;

import dev.millrace.cascade.feature.History;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The test part of a split: for each test user the items to find. Immutable and thread-safe; arrays handed out are
 * copies.
 *
 * <p>Test user {@code t} is user {@code user(t)} of the training log; the history to recommend from is that user's
 * training history, and {@code nowMillis(t)} the time the recommendation is made for. Targets are distinct, earliest
 * first.
 */
public final class Holdout {
    private final int[] users;
    private final int[] offsets;
    private final int[] targets;
    private final long[] now;

    /**
     * Creates the holdout over the arrays, which must not change any more.
     *
     * @param users user ordinals
     * @param offsets [users + 1], ascending from 0
     * @param targets item ordinals, those of test user {@code t} at {@code offsets[t]} to {@code offsets[t + 1] - 1}
     * @param now the time of recommendation for each test user, or {@link History#NO_TIME}
     */
    Holdout(int[] users, int[] offsets, int[] targets, long[] now) {
        this.users = users;
        this.offsets = offsets;
        this.targets = targets;
        this.now = now;
    }

    /** Takes the distinct items of a log as the targets of their users, all at one time. */
    static Holdout of(EventLog test, long nowMillis) {
        Histories histories = test.histories();
        int[] users = IntStream.range(0, histories.users())
                .filter(user -> histories.size(user) > 0)
                .toArray();
        int[] offsets = new int[users.length + 1];
        int[] targets = new int[test.size()];
        for (int t = 0; t < users.length; t++) {
            int[] items =
                    Arrays.stream(histories.of(users[t]).items()).distinct().toArray();
            System.arraycopy(items, 0, targets, offsets[t], items.length);
            offsets[t + 1] = offsets[t] + items.length;
        }
        long[] now = new long[users.length];
        Arrays.fill(now, nowMillis);
        return new Holdout(users, offsets, Arrays.copyOf(targets, offsets[users.length]), now);
    }

    /** Returns the number of test users. */
    public int size() {
        return users.length;
    }

    /** Returns the user ordinal of test user {@code t}. */
    public int user(int t) {
        return users[t];
    }

    /** Returns the items test user {@code t} turned to, distinct, earliest first. */
    public int[] targets(int t) {
        return Arrays.copyOfRange(targets, offsets[t], offsets[t + 1]);
    }

    /** Returns the number of targets of all test users together. */
    public int targetCount() {
        return targets.length;
    }

    /** Returns the time the recommendation is made for, or {@link History#NO_TIME}. */
    public long nowMillis(int t) {
        return now[t];
    }

    /** Returns the test users who have a training history. */
    public Holdout withHistory(EventLog train) {
        Histories histories = train.histories();
        return select(t -> histories.size(users[t]) > 0);
    }

    /**
     * Returns the targets that are not in their user's training history; test users without any are left out. What
     * people buy again is easy to guess; this asks for the new.
     */
    public Holdout newToUser(EventLog train) {
        Histories histories = train.histories();
        int[] newOffsets = new int[offsets.length];
        int[] newTargets = new int[targets.length];
        for (int t = 0; t < users.length; t++) {
            int[] known = histories.of(users[t]).items().clone();
            Arrays.sort(known);
            int count = newOffsets[t];
            for (int at = offsets[t]; at < offsets[t + 1]; at++) {
                if (Arrays.binarySearch(known, targets[at]) < 0) {
                    newTargets[count++] = targets[at];
                }
            }
            newOffsets[t + 1] = count;
        }
        Holdout all = new Holdout(users, newOffsets, Arrays.copyOf(newTargets, newOffsets[users.length]), now);
        return all.select(t -> newOffsets[t + 1] > newOffsets[t]);
    }

    /** Returns the test users that are accepted, by their position here. */
    public Holdout select(IntPredicate accept) {
        int[] kept = IntStream.range(0, users.length).filter(accept).toArray();
        int[] newOffsets = new int[kept.length + 1];
        int[] newTargets = new int[targets.length];
        for (int i = 0; i < kept.length; i++) {
            int length = offsets[kept[i] + 1] - offsets[kept[i]];
            System.arraycopy(targets, offsets[kept[i]], newTargets, newOffsets[i], length);
            newOffsets[i + 1] = newOffsets[i] + length;
        }
        return new Holdout(
                Arrays.stream(kept).map(t -> users[t]).toArray(),
                newOffsets,
                Arrays.copyOf(newTargets, newOffsets[kept.length]),
                Arrays.stream(kept).mapToLong(t -> now[t]).toArray());
    }
}
