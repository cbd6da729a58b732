package dev.millrace.cascade.bundle;

import dev.millrace.cascade.json.JsonObject;
import java.time.Instant;

/**
 * What a bundle says of itself. Immutable, if nobody changes {@code info}.
 *
 * @param number grows from bundle to bundle, so that an older one cannot take the place of a newer; 1 to 10^15 - 1
 * @param minimumRuntime the oldest {@link Bundle#RUNTIME} that can run it
 * @param created when it was exported
 * @param expires when it is too old to be trusted to be good; it still opens
 * @param release the version of the release it was exported from
 * @param items number of items
 * @param dimension numbers an item vector
 * @param info free-form facts: what was measured on export
 */
public record BundleFacts(
        long number,
        int minimumRuntime,
        Instant created,
        Instant expires,
        String release,
        int items,
        int dimension,
        JsonObject info) {
    static final long MAX_NUMBER = 999_999_999_999_999L;

    /** Refuses numbers out of range with an {@link IllegalArgumentException}. */
    public BundleFacts {
        check("number", number, 1, MAX_NUMBER);
        check("minimumRuntime", minimumRuntime, 1, Integer.MAX_VALUE);
        check("items", items, 0, Integer.MAX_VALUE);
        check("dimension", dimension, 0, 1 << 16);
        if (!expires.isAfter(created)) {
            throw new IllegalArgumentException("expires: " + expires + " (expected: after created, " + created + ")");
        }
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
