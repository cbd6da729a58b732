package dev.millrace.retrieval.filter;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.filter.Clause;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.StampedLock;

/**
 * The sets of the clauses used last, so many at most, outside the heap. Thread-safe; lives as long as its arena.
 *
 * <p>The memory of the clause that was used longest ago becomes that of the next one. Whoever copies a set holds no
 * lock meanwhile: a copy that was overtaken by such a change is known by its stamp, and counts as a miss.
 */
final class LatestSets {
    private final Arena arena;
    private final int bound;
    private final int capacity;
    private final SequencedMap<Clause.Leaf, Place> places = new LinkedHashMap<>(16, 0.75f, true);

    /** Where a set lies; written by whoever holds the lock of the map and its own. */
    private record Place(StoredSet set, StampedLock lock) {}

    LatestSets(Arena arena, int bound, int capacity) {
        this.arena = arena;
        this.bound = bound;
        this.capacity = capacity;
    }

    /**
     * Makes {@code into} the set of the clause; returns false, with anything in {@code into}, where it is not known.
     */
    boolean load(Clause.Leaf leaf, ItemSet into) {
        Place place;
        long stamp;
        synchronized (places) {
            place = places.get(leaf);
            if (place == null) {
                return false;
            }
            stamp = place.lock.tryOptimisticRead();
        }
        place.set.load(into);
        return place.lock.validate(stamp);
    }

    /** Keeps a copy of the set of a clause. */
    void store(Clause.Leaf leaf, ItemSet set) {
        synchronized (places) {
            if (places.containsKey(leaf)) {
                return;
            }
            Place place = place();
            long stamp = place.lock.writeLock();
            try {
                place.set.store(set);
            } finally {
                place.lock.unlockWrite(stamp);
            }
            places.put(leaf, place);
        }
    }

    private Place place() {
        if (places.size() < capacity) {
            return new Place(new StoredSet(arena, bound), new StampedLock());
        }
        Map.Entry<Clause.Leaf, Place> oldest = places.firstEntry();
        places.remove(oldest.getKey());
        return oldest.getValue();
    }
}
