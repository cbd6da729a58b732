package dev.millrace.training.pipeline;

import dev.millrace.cascade.feature.History;
import dev.millrace.datasets.EventLog;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Every user's events in the order they happened, as parallel arrays. Immutable and thread-safe; arrays handed out are
 * read only.
 *
 * <p>User {@code u} owns the events {@code offsets[u] .. offsets[u + 1] - 1}. Where the data has no order at all, each
 * user's events are shuffled once from a seed, so that no learner takes the order of a file for the order of events.
 */
public final class UserEvents {
    private final List<String> users;
    private final int[] offsets;
    private final int[] items;
    private final byte[] types;
    private final long[] timestamps;
    private final boolean timed;

    private UserEvents(List<String> users, int[] offsets, int[] items, byte[] types, long[] timestamps, boolean timed) {
        this.users = users;
        this.offsets = offsets;
        this.items = items;
        this.types = types;
        this.timestamps = timestamps;
        this.timed = timed;
    }

    /**
     * Groups a log by user.
     *
     * @param ordered whether the order of the log means something
     * @param seed of the shuffle where it does not
     */
    public static UserEvents of(EventLog log, boolean ordered, long seed) {
        int[] offsets = new int[log.users().size() + 1];
        for (int i = 0; i < log.size(); i++) {
            offsets[log.user(i) + 1]++;
        }
        for (int user = 1; user < offsets.length; user++) {
            offsets[user] += offsets[user - 1];
        }
        int[] next = offsets.clone();
        int[] items = new int[log.size()];
        byte[] types = new byte[log.size()];
        long[] timestamps = new long[log.size()];
        for (int i = 0; i < log.size(); i++) {
            int at = next[log.user(i)]++;
            items[at] = log.item(i);
            types[at] = (byte) log.type(i);
            timestamps[at] = log.timestamp(i);
        }
        if (!ordered) {
            shuffle(offsets, items, types, seed);
        }
        return new UserEvents(log.users(), offsets, items, types, timestamps, log.timed());
    }

    private static void shuffle(int[] offsets, int[] items, byte[] types, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int user = 0; user + 1 < offsets.length; user++) {
            for (int i = offsets[user + 1] - 1; i > offsets[user]; i--) {
                int j = offsets[user] + random.nextInt(i - offsets[user] + 1);
                int item = items[i];
                items[i] = items[j];
                items[j] = item;
                byte type = types[i];
                types[i] = types[j];
                types[j] = type;
            }
        }
    }

    /** Returns the first {@code keep[u]} events of every user {@code u}. */
    UserEvents prefix(int[] keep) {
        int[] kept = new int[offsets.length];
        for (int user = 0; user < users(); user++) {
            kept[user + 1] = kept[user] + keep[user];
        }
        int size = kept[users()];
        int[] keptItems = new int[size];
        byte[] keptTypes = new byte[size];
        long[] keptTimestamps = new long[size];
        for (int user = 0; user < users(); user++) {
            System.arraycopy(items, offsets[user], keptItems, kept[user], keep[user]);
            System.arraycopy(types, offsets[user], keptTypes, kept[user], keep[user]);
            System.arraycopy(timestamps, offsets[user], keptTimestamps, kept[user], keep[user]);
        }
        return new UserEvents(users, kept, keptItems, keptTypes, keptTimestamps, timed);
    }

    /** Returns the number of users, those without events too. */
    public int users() {
        return offsets.length - 1;
    }

    /** Returns the external ids of the users. */
    public List<String> userIds() {
        return users;
    }

    /** Returns the number of events of all users. */
    public int size() {
        return items.length;
    }

    /** Returns the number of events of {@code user}. */
    public int size(int user) {
        return offsets[user + 1] - offsets[user];
    }

    /** Returns whether events have times. */
    public boolean timed() {
        return timed;
    }

    /** Returns the events of {@code user}, oldest first. */
    public History history(int user) {
        return slice(offsets[user], offsets[user + 1]);
    }

    /** Returns the events of {@code user} from the {@code from}-th on. */
    History tail(int user, int from) {
        return slice(offsets[user] + from, offsets[user + 1]);
    }

    private History slice(int from, int to) {
        return new History(
                Arrays.copyOfRange(items, from, to),
                Arrays.copyOfRange(types, from, to),
                Arrays.copyOfRange(timestamps, from, to));
    }

    /** Returns the offsets, [users + 1]; read only. */
    public int[] offsets() {
        return offsets;
    }

    /** Returns the item ordinals, [size]; read only. */
    public int[] items() {
        return items;
    }

    /** Returns the event type codes, [size]; read only. */
    public byte[] types() {
        return types;
    }

    /** Returns milliseconds since 1970-01-01T00:00Z or {@link History#NO_TIME}, [size]; read only. */
    public long[] timestamps() {
        return timestamps;
    }
}
