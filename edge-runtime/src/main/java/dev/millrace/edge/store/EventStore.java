package dev.millrace.edge.store;

import dev.millrace.cascade.file.AtomicFile;
import dev.millrace.edge.Event;
import dev.millrace.edge.file.OwnerLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of a device's user and some counters, in one file.
 *
 * <p>An event is on disk, synced, when {@link #add} returns; a crash at any moment loses none of those and doubles
 * none. The file is there from the first event on and bounded: beyond its limit it is written anew, beside itself, and
 * renamed. {@link #forget} removes it and all that was in it. Beside it lies an empty file, named as it and
 * {@code .lock}, by which it has one owner at a time. Thread-safe: writers wait for each other, {@link #events} for
 * nobody; an interrupted thread may do all that another may. Closed once by its owner.
 */
public final class EventStore implements EventLog, AutoCloseable {
    private final @Nullable Path file;
    private final @Nullable OwnerLock lock;
    private final Seal seal;
    private final StoreLimits limits;
    private final SecureRandom random = new SecureRandom();
    private Records records;
    private @Nullable Frames frames;
    private boolean closed;
    private volatile List<StoredEvent> events;
    private volatile long bytes;

    private EventStore(@Nullable Path file, @Nullable OwnerLock lock, Seal seal, StoreLimits limits)
            throws IOException {
        this.file = file;
        this.lock = lock;
        this.seal = seal;
        this.limits = limits;
        this.records = new Records(limits.events());
        if (file != null && Files.exists(file) && Files.size(file) > 0) {
            reopen(file);
        }
        this.events = records.events().list();
    }

    /**
     * Opens a store, or prepares one where there is no file.
     *
     * @param file in a folder that is there; a link to a file stands for that file
     * @param key an AES key to encrypt with, which may live in the device's keystore, or null
     * @throws BadStoreException when the file is no store or beyond repair, is open already, or was written with
     *     another key
     * @throws UncheckedIOException when it cannot be read, or the key not be used now
     */
    public static EventStore open(Path file, @Nullable SecretKey key, StoreLimits limits) {
        try {
            Path real = Files.exists(file) ? file.toRealPath() : file;
            OwnerLock lock = OwnerLock.tryOf(real);
            if (lock == null) {
                throw new BadStoreException(real, "is open already (expected: one owner at a time)");
            }
            try {
                AtomicFile.discardUnfinished(real);
                return new EventStore(real, lock, new Seal(key), limits);
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("event store " + file + ": " + e, e);
        }
    }

    /** Returns a store that lasts as long as the process. */
    public static EventStore inMemory(StoreLimits limits) {
        try {
            return new EventStore(null, null, new Seal(null), limits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void reopen(Path path) throws IOException {
        Records read = new Records(limits.events());
        Frames opened = Frames.open(path, seal, read::take);
        try {
            if (!read.begun()) {
                beginAgain(path, read, opened);
            }
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
        records = read;
        frames = opened;
        bytes = opened.bytes();
    }

    /**
     * Gives events whose counters are damaged others, under another id: as if all of them were sent, since those that
     * were would be taken for new ones.
     */
    private void beginAgain(Path path, Records read, Frames opened) throws IOException {
        if (opened.foreign() && read.observed() == 0) {
            throw new BadStoreException(path, "cannot be read with this key; where it is lost, delete the file");
        }
        byte[] state = Records.state(random.nextLong(), read.observed(), read.observed());
        opened.append(state);
        opened.sync();
        read.take(state);
    }

    /**
     * Adds an event, durably.
     *
     * @param event with a time
     * @return whether it is new: false where its {@link Event#eventId} is among the newest events already
     * @throws UncheckedIOException when it cannot be written, or the key not be used now; then it does not count
     * @throws IllegalStateException when the store is closed
     */
    public synchronized boolean add(Event event) {
        check();
        if (event.timestampMillis() == Event.NOW) {
            throw new IllegalArgumentException("event: of no time (expected: a time, which observing gives it)");
        }
        if (event.eventId() != null && knows(event.eventId())) {
            return false;
        }
        StoredEvent stored = new StoredEvent(records.observed() + 1, event);
        byte[] record = stored.toBytes();
        if (record.length > StoredEvent.MOST_BYTES) {
            throw new IllegalArgumentException(
                    "event: " + record.length + " bytes (expected: at most " + StoredEvent.MOST_BYTES + ")");
        }
        append(record);
        events = records.events().list();
        return true;
    }

    private boolean knows(String eventId) {
        for (StoredEvent known : events) {
            if (eventId.equals(known.event().eventId())) {
                return true;
            }
        }
        return false;
    }

    private void append(byte[] record) {
        if (!records.begun()) {
            records.take(Records.state(random.nextLong(), 0, 0));
        }
        if (file != null) {
            write(file, record);
        }
        records.take(record);
    }

    private void write(Path path, byte[] record) {
        try {
            Frames into = frames;
            if (into == null || into.bytes() + record.length > limits.bytes()) {
                into = begin(path);
            }
            long before = into.bytes();
            into.append(record);
            try {
                into.sync();
            } catch (IOException e) {
                into.takeBack(before, e);
                throw e;
            }
            bytes = into.bytes();
        } catch (IOException e) {
            throw new UncheckedIOException("event store " + file + ": " + e, e);
        }
    }

    /**
     * Puts a new file, of the newest events that fill half of it, in the place of what is there. Half, so that the next
     * time is far away.
     */
    private Frames begin(Path path) throws IOException {
        List<byte[]> kept = new ArrayList<>();
        int bytes = 0;
        List<StoredEvent> all = events;
        for (int i = all.size() - 1; i >= 0; i--) {
            byte[] record = all.get(i).toBytes();
            bytes += record.length + 64;
            if (bytes > limits.bytes() / 2) {
                break;
            }
            kept.add(record);
        }
        kept.add(Records.state(records.storeId(), records.observed(), records.synced()));
        Collections.reverse(kept);
        Frames old = frames;
        frames = null;
        if (old != null) {
            old.close();
        }
        try {
            AtomicFile.write(path, Frames.image(seal, kept));
        } catch (IOException e) {
            if (old != null) {
                reopenAfter(e, path);
            }
            throw e;
        }
        reopen(path);
        events = records.events().list();
        Frames begun = frames;
        if (begun == null) {
            throw new IllegalStateException("event store: not open");
        }
        return begun;
    }

    private void reopenAfter(IOException failure, Path path) {
        try {
            reopen(path);
        } catch (IOException | BadStoreException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public List<StoredEvent> events() {
        return events;
    }

    @Override
    public synchronized long observed() {
        return records.observed();
    }

    @Override
    public synchronized long synced() {
        return records.synced();
    }

    @Override
    public synchronized Unsent unsent() {
        check();
        List<StoredEvent> all = events;
        int from = 0;
        while (from < all.size() && all.get(from).sequence() <= records.synced()) {
            from++;
        }
        return new Unsent(records.storeId(), records.synced(), records.observed(), all.subList(from, all.size()));
    }

    @Override
    public synchronized boolean holds(Unsent unsent) {
        check();
        return records.begun() && records.storeId() == unsent.storeId();
    }

    @Override
    public synchronized boolean sent(Unsent unsent, long sequence) {
        if (!holds(unsent)) {
            return false;
        }
        if (sequence > records.synced()) {
            append(Records.state(records.storeId(), records.observed(), Math.min(sequence, records.observed())));
        }
        return true;
    }

    /** Returns the size of the file, 0 where there is none. */
    public long bytes() {
        return bytes;
    }

    /**
     * Removes every event, every counter and the file. What is observed from now on has nothing in common with what
     * was.
     *
     * @throws UncheckedIOException when the file cannot be emptied, which is tried first, or removed, which is tried
     *     all the same
     */
    public synchronized void forget() {
        check();
        Frames old = frames;
        frames = null;
        records = new Records(limits.events());
        events = records.events().list();
        bytes = 0;
        try {
            try (Frames emptied = old) {
                if (emptied != null) {
                    emptied.empty();
                }
            } finally {
                if (file != null) {
                    AtomicFile.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("event store " + file + ": " + e, e);
        }
    }

    private void check() {
        if (closed) {
            throw new IllegalStateException("event store " + file + ": closed");
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Frames old = frames;
        frames = null;
        try {
            try {
                if (old != null) {
                    old.close();
                }
            } finally {
                if (lock != null) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("event store " + file + ": " + e, e);
        }
    }
}
