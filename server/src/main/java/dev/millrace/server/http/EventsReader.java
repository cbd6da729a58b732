package dev.millrace.server.http;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.feature.History;
import dev.millrace.server.config.LimitConfig;
import dev.millrace.server.event.UserEvent;
import java.util.ArrayList;
import java.util.List;

/** Reads the body of an events request. One instance reads one event. */
final class EventsReader {
    private static final List<String> MEMBERS = List.of("eventId", "userId", "itemId", "type", "timestamp", "value");
    private static final List<String> REQUIRED = List.of("eventId", "userId", "itemId", "type");

    private final JsonCursor cursor;
    private final int maxIdLength;
    private String eventId = "";
    private String userId = "";
    private String itemId = "";
    private String type = "";
    private long timestamp = History.NO_TIME;

    private EventsReader(JsonCursor cursor, int maxIdLength) {
        this.cursor = cursor;
        this.maxIdLength = maxIdLength;
    }

    /** Reads a batch. */
    static List<UserEvent> read(LimitConfig limits, byte[] body) {
        List<UserEvent> events = new ArrayList<>();
        JsonCursor.readBody(
                body,
                cursor -> cursor.readObject(
                        List.of("events"),
                        List.of("events"),
                        name -> cursor.readArray(
                                "events",
                                limits.maxEvents(),
                                () -> events.add(new EventsReader(cursor, limits.maxIdLength()).read()))));
        if (events.isEmpty()) {
            throw Problem.member("/events", "events: no element (expected: 1 to " + limits.maxEvents() + ")")
                    .exception();
        }
        return events;
    }

    private UserEvent read() {
        cursor.readObject(MEMBERS, REQUIRED, name -> {
            switch (name) {
                case "eventId" -> eventId = cursor.readId(maxIdLength);
                case "userId" -> userId = cursor.readId(maxIdLength);
                case "itemId" -> itemId = cursor.readId(maxIdLength);
                case "type" -> type = cursor.readString(1, 64);
                case "timestamp" -> timestamp = cursor.readInteger(0, RequestReader.MAX_TIMESTAMP);
                // Checked and not kept: no model of this version reads it.
                default -> cursor.readNumber(-Double.MAX_VALUE, Double.MAX_VALUE);
            }
        });
        return new UserEvent(eventId, userId, new HistoryEvent(itemId, type, timestamp));
    }
}
