package dev.millrace.datasets.synthetic;

import dev.millrace.datasets.DataException;

/**
 * How large a synthetic shop is. Immutable.
 *
 * @param items number of items, 100 to 10 million
 * @param users number of users, at least 1
 * @param events number of events, at least 2 a user on average
 * @param seed decides everything else
 */
public record ShopOptions(int items, int users, int events, long seed) {
    /** A small shop: 1000 items, 5000 users, 150 000 events. */
    public static final ShopOptions SMALL = new ShopOptions(1000, 5000, 150_000, 1);

    /** Checks the sizes. */
    public ShopOptions {
        check("items", items, 100, 10_000_000);
        check("users", users, 1, 100_000_000);
        check("events", events, 2L * users, 2_000_000_000);
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new DataException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
