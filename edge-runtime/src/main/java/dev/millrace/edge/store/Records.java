package dev.millrace.edge.store;

import java.nio.ByteBuffer;

/**
 * What the records of a file add up to while it is read: the newest events and the counters. One thread at a time.
 *
 * <p>A record is an event, or a {@link #STATE}: the id of the store, the number of events ever observed and the last
 * one that need not be sent to a server any more.
 */
final class Records {
    static final byte EVENT = 1;
    static final byte STATE = 2;

    private long storeId;
    private long observed;
    private long synced;
    private boolean begun;
    private final EventRing events;

    Records(int mostEvents) {
        this.events = new EventRing(mostEvents);
    }

    /** Takes a record; returns whether it is one. */
    boolean take(byte[] bytes) {
        try {
            ByteBuffer record = ByteBuffer.wrap(bytes);
            byte kind = record.get();
            if (kind == STATE) {
                storeId = record.getLong();
                observed = record.getLong();
                synced = record.getLong();
                begun = true;
                return true;
            }
            if (kind != EVENT) {
                return false;
            }
            StoredEvent event = StoredEvent.read(record);
            observed = Math.max(observed, event.sequence());
            events.add(event);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    static byte[] state(long storeId, long observed, long synced) {
        return ByteBuffer.allocate(1 + 3 * Long.BYTES)
                .put(STATE)
                .putLong(storeId)
                .putLong(observed)
                .putLong(synced)
                .array();
    }

    /** Returns whether there was a state, which every file begins with. */
    boolean begun() {
        return begun;
    }

    long storeId() {
        return storeId;
    }

    long observed() {
        return observed;
    }

    long synced() {
        return synced;
    }

    EventRing events() {
        return events;
    }
}
