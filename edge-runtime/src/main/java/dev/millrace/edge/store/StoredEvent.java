package dev.millrace.edge.store;

import dev.millrace.edge.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An event as the store keeps it. Immutable.
 *
 * @param sequence its place among all events ever observed by this store, from 1
 * @param event what happened, with a time
 */
public record StoredEvent(long sequence, Event event) {
    static final int MOST_BYTES = 4_096;

    byte[] toBytes() {
        byte[] type = event.type().getBytes(StandardCharsets.UTF_8);
        byte[] item = event.itemId().getBytes(StandardCharsets.UTF_8);
        @Nullable String eventId = event.eventId();
        byte[] id = eventId == null ? new byte[0] : eventId.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[1 + 8 + 8 + 4 + 2 + type.length + 2 + item.length + 2 + id.length];
        ByteBuffer buffer = ByteBuffer.wrap(bytes)
                .put(Records.EVENT)
                .putLong(sequence)
                .putLong(event.timestampMillis())
                .putFloat(event.value());
        put(buffer, type);
        put(buffer, item);
        put(buffer, id);
        return bytes;
    }

    private static void put(ByteBuffer into, byte[] text) {
        into.putShort((short) text.length).put(text);
    }

    /** Reads what follows the kind; a {@link RuntimeException} of some kind says that it is no event. */
    static StoredEvent read(ByteBuffer from) {
        long sequence = from.getLong();
        long timestamp = from.getLong();
        float value = from.getFloat();
        String type = text(from);
        String item = text(from);
        String id = text(from);
        return new StoredEvent(sequence, new Event(type, item, timestamp, value, id.isEmpty() ? null : id));
    }

    private static String text(ByteBuffer from) {
        byte[] text = new byte[from.getShort() & 0xffff];
        from.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
