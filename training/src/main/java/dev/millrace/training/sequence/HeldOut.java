package dev.millrace.training.sequence;

import dev.millrace.cascade.feature.History;
import java.util.Arrays;

/**
 * Histories and the items that are known to follow, which training has not seen. Immutable as long as nobody writes to
 * the arrays it was given.
 *
 * <p>Case {@code i} is the user's events before {@code ends[i]}, followed by the items {@code targets[offsets[i] ..
 * offsets[i + 1] - 1]}.
 */
public final class HeldOut {
    private final int[] users;
    private final int[] ends;
    private final int[] offsets;
    private final int[] targets;
    private final long now;

    /**
     * @param users user of every case
     * @param ends one past the last event of every case's history, which has at least one
     * @param offsets {@code [cases + 1]}, ascending from 0
     * @param targets distinct item ordinals of every case
     * @param now time the cases are asked at, milliseconds since 1970-01-01T00:00Z, or {@link History#NO_TIME}
     */
    public HeldOut(int[] users, int[] ends, int[] offsets, int[] targets, long now) {
        if (users.length != ends.length || offsets.length != users.length + 1) {
            throw new IllegalArgumentException("users: " + users.length + ", ends: " + ends.length + ", offsets: "
                    + offsets.length + " (expected: n, n, n + 1)");
        }
        this.users = users;
        this.ends = ends;
        this.offsets = offsets;
        this.targets = targets;
        this.now = now;
    }

    /**
     * The item of event {@code ends[user]} for every user who has one with something before it, or an even sample of
     * them, asked at the time of the newest event before any of the ends.
     *
     * @param ends one past the last event to learn from, for every user
     * @param limit the most cases to take
     */
    public static HeldOut next(SequenceData data, int[] ends, int limit) {
        int[] users = new int[data.userCount()];
        int size = 0;
        for (int user = 0; user < users.length; user++) {
            if (ends[user] > data.start(user) && ends[user] < data.end(user)) {
                users[size++] = user;
            }
        }
        int taken = Math.min(size, limit);
        int[] sample = new int[taken];
        int[] offsets = new int[taken + 1];
        for (int i = 0; i < taken; i++) {
            sample[i] = users[(int) ((long) i * size / taken)];
            offsets[i + 1] = i + 1;
        }
        int[] sampleEnds = Arrays.stream(sample).map(user -> ends[user]).toArray();
        int[] targets = Arrays.stream(sampleEnds).map(data::item).toArray();
        return new HeldOut(sample, sampleEnds, offsets, targets, data.newest(ends));
    }

    /** Returns an even sample of at most {@code limit} cases. */
    HeldOut sample(int limit) {
        if (users.length <= limit) {
            return this;
        }
        int[] chosen = new int[limit];
        int[] sampleOffsets = new int[limit + 1];
        for (int i = 0; i < limit; i++) {
            chosen[i] = (int) ((long) i * users.length / limit);
            sampleOffsets[i + 1] = sampleOffsets[i] + targetEnd(chosen[i]) - targetStart(chosen[i]);
        }
        int[] sampleTargets = new int[sampleOffsets[limit]];
        for (int i = 0; i < limit; i++) {
            int from = targetStart(chosen[i]);
            System.arraycopy(targets, from, sampleTargets, sampleOffsets[i], targetEnd(chosen[i]) - from);
        }
        return new HeldOut(
                Arrays.stream(chosen).map(i -> users[i]).toArray(),
                Arrays.stream(chosen).map(i -> ends[i]).toArray(),
                sampleOffsets,
                sampleTargets,
                now);
    }

    /** Returns the number of cases. */
    public int size() {
        return users.length;
    }

    /** Returns the user of case {@code i}. */
    public int user(int i) {
        return users[i];
    }

    /** Returns one past the last event of the history of case {@code i}. */
    public int end(int i) {
        return ends[i];
    }

    /** Returns the index of the first target of case {@code i}. */
    public int targetStart(int i) {
        return offsets[i];
    }

    /** Returns one past the index of the last target of case {@code i}. */
    public int targetEnd(int i) {
        return offsets[i + 1];
    }

    /** Returns the item at an index of targets. */
    public int target(int index) {
        return targets[index];
    }

    /** Returns the time the cases are asked at, or {@link History#NO_TIME}. */
    public long now() {
        return now;
    }
}
