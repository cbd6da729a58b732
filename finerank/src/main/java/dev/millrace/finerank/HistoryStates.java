package dev.millrace.finerank;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The hidden states of histories that were encoded lately, so that a user is encoded once until the next event.
 *
 * <p>A set-associative cache, as processors have them: the hash of a history picks a set of {@value #WAYS} places, the
 * one used longest ago gives way. The key is all that the encoder sees, item, type and gap of every event, compared in
 * full, so a hit is the very result of another run; what a user did since changes the key. The states lie off the heap,
 * where no collector copies them; the memory of a set is taken when it is first used and kept; where there is no more,
 * a set that has none keeps nothing. Sets are locked one by one for as long as copying takes.
 *
 * <p>Thread-safe. Bounded by the number of places. Closed once by its owner, when nobody uses it.
 */
final class HistoryStates implements AutoCloseable {
    /** What a place takes beside its numbers: itself and the head of an array. */
    static final int PLACE_BYTES = 64;

    private static final int WAYS = 4;

    private final Arena arena;
    private final Place[] places;
    private final int longest;
    private final int statesPerHistory;

    private static final class Place {
        private long[] key = {};
        private MemorySegment states = MemorySegment.NULL;
        private int length;
        private long used;
    }

    /**
     * Creates an empty cache.
     *
     * @param bytes how much it may hold; at least one set is kept
     * @param longest most events of a history
     * @param numbers most numbers of the hidden states of one history
     */
    @SuppressWarnings("MustBeClosedChecker") // the cache closes it
    HistoryStates(long bytes, int longest, int numbers) {
        this(Arena.ofShared(), bytes, longest, numbers);
    }

    /** Creates it over an arena, which it closes. */
    HistoryStates(Arena arena, long bytes, int longest, int numbers) {
        this.arena = arena;
        long each = PLACE_BYTES + (long) longest * Long.BYTES + (long) numbers * Float.BYTES;
        long sets = Math.clamp(bytes / (each * WAYS), 1, 1 << 20);
        this.places = new Place[(int) sets * WAYS];
        Arrays.setAll(places, place -> new Place());
        this.longest = longest;
        this.statesPerHistory = numbers;
    }

    /** Returns an event as one number of a key. */
    static long event(long item, long type, long gap) {
        return item << 16 | type << 8 | gap;
    }

    /** Copies the states of a history to {@code into} and returns true, or returns false where it is not known. */
    boolean read(long[] key, int length, FloatBuffer into, int numbers) {
        int set = set(key, length);
        synchronized (places[set]) {
            Place place = find(set, key, length);
            if (place != null) {
                memory(into).copyFrom(place.states.asSlice(0, (long) numbers * Float.BYTES));
                touch(set, place);
                return true;
            }
        }
        return false;
    }

    /** Keeps the states of a history, where there is memory for them. */
    void write(long[] key, int length, FloatBuffer from, int numbers) {
        int set = set(key, length);
        synchronized (places[set]) {
            Place known = find(set, key, length);
            Place place = known == null ? oldest(set) : known;
            if (place.key.length == 0 && !furnished(set)) {
                return;
            }
            System.arraycopy(key, 0, place.key, 0, length);
            place.states.copyFrom(memory(from).asSlice(0, (long) numbers * Float.BYTES));
            place.length = length;
            touch(set, place);
        }
    }

    /** Takes memory for the keys and states of a set; leaves it as it was and returns false where there is none. */
    private boolean furnished(int set) {
        long each = (long) statesPerHistory * Float.BYTES;
        MemorySegment all;
        try {
            all = arena.allocate(WAYS * each, Float.BYTES);
        } catch (OutOfMemoryError e) {
            return false;
        }
        for (int way = 0; way < WAYS; way++) {
            places[set + way].states = all.asSlice(way * each, each);
            places[set + way].key = new long[longest];
        }
        return true;
    }

    /** Returns the memory of a buffer from its first number on, wherever it stands. */
    private static MemorySegment memory(FloatBuffer buffer) {
        return MemorySegment.ofBuffer(buffer.duplicate().clear());
    }

    private @Nullable Place find(int set, long[] key, int length) {
        for (int way = 0; way < WAYS; way++) {
            Place place = places[set + way];
            if (place.length == length && Arrays.equals(place.key, 0, length, key, 0, length)) {
                return place;
            }
        }
        return null;
    }

    private Place oldest(int set) {
        Place oldest = places[set];
        for (int way = 1; way < WAYS; way++) {
            if (places[set + way].used < oldest.used) {
                oldest = places[set + way];
            }
        }
        return oldest;
    }

    /** Gives a place the latest time of its set. */
    private void touch(int set, Place place) {
        long latest = 0;
        for (int way = 0; way < WAYS; way++) {
            latest = Math.max(latest, places[set + way].used);
        }
        place.used = latest + 1;
    }

    private int set(long[] key, int length) {
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ key[i]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) Math.unsignedMultiplyHigh(hash, places.length / WAYS) * WAYS;
    }

    /** Returns how many histories it can hold. */
    int capacity() {
        return places.length;
    }

    @Override
    public void close() {
        arena.close();
    }
}
