package dev.millrace.retrieval.filter;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.millrace.cascade.candidate.ItemSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A set of items outside the heap, where the collector neither counts nor moves it. Lives as long as its arena; not
 * thread-safe while it is stored.
 */
final class StoredSet {
    private final MemorySegment words;

    /** Creates an empty set over the ordinals {@code 0..bound-1}. */
    StoredSet(Arena arena, int bound) {
        this.words = arena.allocate(JAVA_LONG, (bound + 63) >>> 6);
    }

    /** Becomes a copy of {@code set}, of the same bound. */
    void store(ItemSet set) {
        MemorySegment.copy(set.words(), 0, words, JAVA_LONG, 0, set.words().length);
    }

    /** Makes {@code into} a copy. */
    void load(ItemSet into) {
        MemorySegment.copy(words, JAVA_LONG, 0, into.words(), 0, into.words().length);
    }

    /** Removes all that it holds from {@code set}. */
    void removeFrom(ItemSet set) {
        long[] left = set.words();
        for (int w = 0; w < left.length; w++) {
            left[w] &= ~words.getAtIndex(JAVA_LONG, w);
        }
    }
}
