package dev.millrace.edge;

import org.jspecify.annotations.Nullable;

/**
 * Something the user did with an item. Immutable.
 *
 * @param type the name of an event type of the bundle's schema, such as {@code view}
 * @param itemId the item's external id; one the bundle does not know is kept for a bundle that does
 * @param timestampMillis milliseconds since 1970-01-01T00:00Z, or {@link #NOW} for the time it is observed, which is
 *     not before that of an event observed earlier, unless that is more than a day ahead of the clock
 * @param value what it was worth, such as a rating or a price, NaN where nothing is said
 * @param eventId the app's own id, or null; an event of an id that is among the newest events that are kept does not
 *     count again
 */
public record Event(
        String type,
        String itemId,
        long timestampMillis,
        float value,
        @Nullable String eventId) {
    /** The timestamp of an event that happens as it is observed. */
    public static final long NOW = Long.MIN_VALUE;

    private static final int LONGEST_ID = 512;

    /** Checks the names. */
    public Event {
        check("type", type, 64);
        check("itemId", itemId, LONGEST_ID);
        if (eventId != null) {
            check("eventId", eventId, LONGEST_ID);
        }
    }

    private static void check(String name, String value, int longest) {
        if (value.isEmpty() || value.length() > longest) {
            throw new IllegalArgumentException(
                    name + ": " + value.length() + " characters (expected: 1 to " + longest + ")");
        }
    }

    /** Returns an event of any type, happening now. */
    public static Event of(String type, String itemId) {
        return new Event(type, itemId, NOW, Float.NaN, null);
    }

    /** Returns the event of an item looked at, now: type {@code view}. */
    public static Event view(String itemId) {
        return of("view", itemId);
    }

    /** Returns the event of an item bought, now: type {@code purchase}. */
    public static Event purchase(String itemId) {
        return of("purchase", itemId);
    }

    /** Returns this event at another time, milliseconds since 1970-01-01T00:00Z. */
    public Event at(long newTimestampMillis) {
        return new Event(type, itemId, newTimestampMillis, value, eventId);
    }

    /** Returns this event with a value. */
    public Event worth(float newValue) {
        return new Event(type, itemId, timestampMillis, newValue, eventId);
    }

    /** Returns this event under the app's own id. */
    public Event withId(String newEventId) {
        return new Event(type, itemId, timestampMillis, value, newEventId);
    }
}
