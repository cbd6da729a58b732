package dev.millrace.cascade;

import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.release.ArrayFile;
import dev.millrace.cascade.release.ArrayFileWriter;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.PackedStrings;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The histories known at training time, from a release. Immutable and thread-safe.
 *
 * <p>Users are sorted by id; the events of user {@code u} are at {@code offsets[u] .. offsets[u + 1] - 1}.
 */
public final class StoredHistories implements UserHistories {
    private static final String FILE = "users/histories.bin";

    private final ItemTable table;
    private final PackedStrings users;
    private final int[] offsets;
    private final int[] items;
    private final byte[] types;
    private final long[] timestamps;

    private StoredHistories(
            ItemTable table, PackedStrings users, int[] offsets, int[] items, byte[] types, long[] timestamps) {
        this.table = table;
        this.users = users;
        this.offsets = offsets;
        this.items = items;
        this.types = types;
        this.timestamps = timestamps;
    }

    /** Reads the histories of a release; throws {@link BadReleaseException} where they do not fit its items. */
    public static StoredHistories read(Release release, ItemTable table) {
        ArrayFile file = release.arrays(FILE);
        StoredHistories histories = new StoredHistories(
                table,
                file.strings("users"),
                file.ints("offsets"),
                file.ints("items"),
                file.bytes("types"),
                file.longs("timestamps"));
        histories.check(release);
        return histories;
    }

    private void check(Release release) {
        boolean fits = offsets.length == users.size() + 1
                && offsets[0] == 0
                && offsets[offsets.length - 1] == items.length
                && types.length == items.length
                && timestamps.length == items.length;
        for (int i = 0; fits && i < items.length; i++) {
            fits = items[i] >= 0
                    && items[i] < table.size()
                    && types[i] >= 0
                    && types[i] < table.schema().eventTypes().size();
        }
        for (int user = 1; fits && user < offsets.length; user++) {
            fits = offsets[user] >= offsets[user - 1];
        }
        for (int user = 1; fits && user < users.size(); user++) {
            fits = users.compare(user - 1, users.get(user)) < 0;
        }
        if (!fits) {
            throw new BadReleaseException(release.file(FILE), "does not fit the items and event types of the release");
        }
    }

    /**
     * Writes histories into a release.
     *
     * @param users external ids, ascending and distinct
     * @param histories one for each user
     */
    public static void write(ReleaseWriter release, List<String> users, List<History> histories) throws IOException {
        int[] offsets = new int[users.size() + 1];
        for (int user = 0; user < users.size(); user++) {
            offsets[user + 1] = offsets[user] + histories.get(user).size();
        }
        int[] items = new int[offsets[users.size()]];
        byte[] types = new byte[items.length];
        long[] timestamps = new long[items.length];
        for (int user = 0; user < users.size(); user++) {
            History history = histories.get(user);
            for (int i = 0; i < history.size(); i++) {
                items[offsets[user] + i] = history.item(i);
                types[offsets[user] + i] = (byte) history.type(i);
                timestamps[offsets[user] + i] = history.timestamp(i);
            }
        }
        try (ArrayFileWriter file = new ArrayFileWriter(release.file(FILE))) {
            file.strings("users", users)
                    .ints("offsets", offsets)
                    .ints("items", items)
                    .bytes("types", types)
                    .longs("timestamps", timestamps);
        }
    }

    /** Returns the ids of all known users, ascending. */
    public List<String> users() {
        return users;
    }

    @Override
    public @Nullable History history(String userId) {
        int user = users.search(userId);
        if (user < 0) {
            return History.EMPTY;
        }
        int begin = offsets[user];
        int end = offsets[user + 1];
        for (int i = begin + 1; i < end; i++) {
            boolean mixed = timestamps[i - 1] == History.NO_TIME && timestamps[i] != History.NO_TIME;
            if (mixed || timestamps[i - 1] > timestamps[i]) {
                return null;
            }
        }
        return new History(
                Arrays.copyOfRange(items, begin, end),
                Arrays.copyOfRange(types, begin, end),
                Arrays.copyOfRange(timestamps, begin, end));
    }

    @Override
    public List<HistoryEvent> events(String userId) {
        int user = users.search(userId);
        if (user < 0) {
            return List.of();
        }
        List<HistoryEvent> events = new ArrayList<>(offsets[user + 1] - offsets[user]);
        for (int i = offsets[user]; i < offsets[user + 1]; i++) {
            events.add(new HistoryEvent(
                    table.id(items[i]),
                    table.schema().eventTypes().get(types[i]).name(),
                    timestamps[i]));
        }
        return events;
    }
}
