package dev.millrace.edge.sync;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import dev.millrace.edge.Event;
import dev.millrace.edge.store.StoredEvent;
import dev.millrace.edge.store.Unsent;
import dev.millrace.edge.sync.SyncOutcome.Rejected;
import dev.millrace.edge.sync.SyncOutcome.Sent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Events that go over the wire in one request, and how its answer is read. Immutable.
 *
 * @param userId whose events they are
 * @param unsent what they are a part of
 * @param events at least one, oldest first
 */
record EventBatch(String userId, Unsent unsent, List<StoredEvent> events) {
    static final int LONGEST_ID = 256;

    private static final String HEX = "0123456789abcdef";

    /** Returns whether the server takes such an id. */
    static boolean isId(String id) {
        for (int i = 0; i < id.length(); i++) {
            if (Character.isISOControl(id.charAt(i))) {
                return false;
            }
        }
        return !id.isEmpty() && id.length() <= LONGEST_ID;
    }

    /** Returns the body of the request, JSON in UTF-8. */
    byte[] body() {
        List<JsonObject> list = new ArrayList<>();
        for (StoredEvent stored : events) {
            Event event = stored.event();
            JsonObject json = new JsonObject()
                    .put("eventId", idOf(stored))
                    .put("userId", userId)
                    .put("itemId", event.itemId())
                    .put("type", event.type())
                    .put("timestamp", event.timestampMillis());
            if (Math.abs(event.value()) <= Float.MAX_VALUE) {
                json.put("value", Double.parseDouble(Float.toString(event.value())));
            }
            list.add(json);
        }
        return new JsonObject().put("events", list).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the event's id; of one that no server takes the digest, so that the event counts once all the same. */
    private String idOf(StoredEvent stored) {
        String id = unsent.idOf(stored);
        if (isId(id)) {
            return id;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            StringBuilder name = new StringBuilder("sha256-");
            for (byte each : digest) {
                name.append(HEX.charAt(each >> 4 & 15)).append(HEX.charAt(each & 15));
            }
            return name.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads the answer to this batch.
     *
     * @throws JsonException when it is anything but a verdict on each of the events
     */
    Sent read(String answer) {
        List<JsonObject> verdicts = JsonReader.parse(answer).objects("events");
        if (verdicts.size() != events.size()) {
            throw new JsonException("events: " + verdicts.size() + " (expected: " + events.size() + ")");
        }
        int accepted = 0;
        int duplicate = 0;
        List<Rejected> rejected = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            JsonObject one = verdicts.get(i);
            if (!one.string("eventId").equals(idOf(events.get(i)))) {
                throw new JsonException("eventId: another than was sent in place " + i);
            }
            switch (one.string("verdict")) {
                case "accepted" -> accepted++;
                case "duplicate" -> duplicate++;
                case "rejected" ->
                    rejected.add(new Rejected(
                            events.get(i), one.optionalString("reason").orElse("")));
                default ->
                    throw new JsonException(
                            "verdict: " + one.string("verdict") + " (expected: accepted, duplicate or rejected)");
            }
        }
        return new Sent(accepted, duplicate, rejected, 0);
    }
}
