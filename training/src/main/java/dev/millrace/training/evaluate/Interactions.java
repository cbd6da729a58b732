package dev.millrace.training.evaluate;

import java.util.Arrays;

/**
 * Who had which items, each pair once, by user and by item. Immutable and thread-safe; arrays handed out are read only.
 *
 * <p>Both are compressed sparse rows: the items of user {@code u} are at {@code userOffsets()[u] .. userOffsets()[u +
 * 1] - 1} of {@code items()}, ascending, and the users of an item likewise.
 */
public final class Interactions {
    private final int[] userOffsets;
    private final int[] items;
    private final int[] itemOffsets;
    private final int[] users;

    private Interactions(int[] userOffsets, int[] items, int[] itemOffsets, int[] users) {
        this.userOffsets = userOffsets;
        this.items = items;
        this.itemOffsets = itemOffsets;
        this.users = users;
    }

    /**
     * Takes in training events.
     *
     * @param offsets [users + 1], ascending from 0: the events of user {@code u} are at {@code offsets[u] .. offsets[u
     *     + 1] - 1}
     * @param eventItems the item of every event
     * @param itemCount number of items in the catalogue
     */
    public static Interactions of(int[] offsets, int[] eventItems, int itemCount) {
        int[] userOffsets = new int[offsets.length];
        int[] items = new int[eventItems.length];
        int size = 0;
        for (int user = 0; user + 1 < offsets.length; user++) {
            int[] row = Arrays.copyOfRange(eventItems, offsets[user], offsets[user + 1]);
            Arrays.sort(row);
            for (int i = 0; i < row.length; i++) {
                if (i == 0 || row[i] != row[i - 1]) {
                    items[size++] = row[i];
                }
            }
            userOffsets[user + 1] = size;
        }
        items = Arrays.copyOf(items, size);
        int[] itemOffsets = new int[itemCount + 1];
        for (int item : items) {
            itemOffsets[item + 1]++;
        }
        for (int item = 0; item < itemCount; item++) {
            itemOffsets[item + 1] += itemOffsets[item];
        }
        int[] next = itemOffsets.clone();
        int[] users = new int[size];
        for (int user = 0; user + 1 < offsets.length; user++) {
            for (int at = userOffsets[user]; at < userOffsets[user + 1]; at++) {
                users[next[items[at]]++] = user;
            }
        }
        return new Interactions(userOffsets, items, itemOffsets, users);
    }

    /** Returns the number of users. */
    public int userCount() {
        return userOffsets.length - 1;
    }

    /** Returns the number of items in the catalogue. */
    public int itemCount() {
        return itemOffsets.length - 1;
    }

    /** Returns the number of users who had the item. */
    public int userCount(int item) {
        return itemOffsets[item + 1] - itemOffsets[item];
    }

    int[] userOffsets() {
        return userOffsets;
    }

    int[] items() {
        return items;
    }

    int[] itemOffsets() {
        return itemOffsets;
    }

    int[] users() {
        return users;
    }
}
