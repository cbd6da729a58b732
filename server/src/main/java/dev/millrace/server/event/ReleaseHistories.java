package dev.millrace.server.event;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.UserHistories;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.release.ArrayFile;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The histories a release was made with, {@code users/histories.bin}: the events of user {@code users[i]} are at
 * {@code offsets[i] .. offsets[i + 1] - 1} of the item, type and time arrays, oldest first. Immutable and
 * thread-safe; ids are made for the user asked for alone.
 */
public final class ReleaseHistories implements UserHistories {
    static final String FILE = "users/histories.bin";

    private final ItemTable items;
    private final List<String> users;
    private final int[] offsets;
    private final int[] ordinals;
    private final byte[] types;
    private final long[] timestamps;

    private ReleaseHistories(ItemTable items, ArrayFile file) {
        this.items = items;
        this.users = file.strings("users");
        this.offsets = file.ints("offsets");
        this.ordinals = file.ints("items");
        this.types = file.bytes("types");
        this.timestamps = file.longs("timestamps");
        check();
    }

    /**
     * Reads the histories of a release, none when it has no such file.
     *
     * @throws BadReleaseException when the file does not fit itself or the catalogue
     */
    public static UserHistories read(Release release, Catalog catalog) {
        if (!release.has(FILE)) {
            return UserHistories.NONE;
        }
        try {
            return new ReleaseHistories(catalog.items(), release.arrays(FILE));
        } catch (IllegalArgumentException e) {
            throw new BadReleaseException(release.file(FILE), String.valueOf(e.getMessage()), e);
        }
    }

    private void check() {
        if (offsets.length != users.size() + 1
                || ordinals.length != types.length
                || ordinals.length != timestamps.length) {
            throw new IllegalArgumentException("lengths: " + users.size() + " users, " + offsets.length + " offsets, "
                    + ordinals.length + " items, " + types.length + " types, " + timestamps.length
                    + " timestamps (expected: to fit together)");
        }
        if (offsets[0] != 0 || offsets[users.size()] != ordinals.length) {
            throw new IllegalArgumentException("offsets: (expected: from 0 to " + ordinals.length + ")");
        }
        for (int user = 0; user < users.size(); user++) {
            if (offsets[user] > offsets[user + 1]) {
                throw new IllegalArgumentException("offsets of user " + user + ": (expected: ascending)");
            }
            if (user > 0 && users.get(user - 1).compareTo(users.get(user)) >= 0) {
                throw new IllegalArgumentException("user '" + users.get(user) + "': (expected: sorted, each once)");
            }
        }
        Schema schema = items.schema();
        for (int i = 0; i < ordinals.length; i++) {
            if (ordinals[i] < 0 || ordinals[i] >= items.size()) {
                throw new IllegalArgumentException(
                        "item of event " + i + ": " + ordinals[i] + " (expected: 0 to " + (items.size() - 1) + ")");
            }
            if (types[i] < 0 || types[i] >= schema.eventTypes().size()) {
                throw new IllegalArgumentException("type of event " + i + ": " + types[i] + " (expected: 0 to "
                        + (schema.eventTypes().size() - 1) + ")");
            }
        }
    }

    @Override
    public List<HistoryEvent> events(String userId) {
        int user = Collections.binarySearch(users, userId);
        if (user < 0) {
            return List.of();
        }
        List<HistoryEvent> events = new ArrayList<>(offsets[user + 1] - offsets[user]);
        for (int i = offsets[user]; i < offsets[user + 1]; i++) {
            events.add(new HistoryEvent(
                    items.id(ordinals[i]),
                    items.schema().eventTypes().get(types[i]).name(),
                    timestamps[i]));
        }
        return events;
    }
}
