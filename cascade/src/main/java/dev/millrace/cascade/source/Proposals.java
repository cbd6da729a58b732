package dev.millrace.cascade.source;

import dev.millrace.cascade.candidate.TopItems;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one source proposes for one query: items, best first, with the source's own scores. Owned by one worker and
 * reused; not thread-safe.
 */
public final class Proposals {
    private final TopItems top = new TopItems(0);
    private final ItemScores scores = new ItemScores();
    private int size;
    private int[] ordinals = new int[0];
    private float[] values = new float[0];
    private Effort effort = Effort.USUAL;
    private VectorIndex.@Nullable Visit visit;

    /** Forgets everything; what follows takes the usual effort. */
    public void clear() {
        clear(Effort.USUAL);
    }

    /** Forgets everything; what follows takes an effort. */
    public void clear(Effort newEffort) {
        size = 0;
        effort = newEffort;
        visit = null;
    }

    /** Returns how hard the vector index is to search. */
    Effort effort() {
        return effort;
    }

    /** Returns the number of items. */
    public int size() {
        return size;
    }

    /** Returns the item at {@code rank}, 0 the best. */
    public int ordinal(int rank) {
        return ordinals[rank];
    }

    /** Returns the source's own score at {@code rank}. */
    public float score(int rank) {
        return values[rank];
    }

    /** Returns how the vector index was searched, or null when it was not. */
    public VectorIndex.@Nullable Visit visit() {
        return visit;
    }

    /** Appends an item no better than the last. */
    public void add(int ordinal, float score) {
        if (size == ordinals.length) {
            ordinals = Arrays.copyOf(ordinals, Math.max(64, size * 2));
            values = Arrays.copyOf(values, ordinals.length);
        }
        ordinals[size] = ordinal;
        values[size++] = score;
    }

    void searched(VectorIndex.Visit how) {
        visit = how;
    }

    /** Returns an empty collector of the best {@code count} items, for {@link #addAll}. */
    TopItems top(int count) {
        top.reset(count);
        return top;
    }

    /** Returns an empty table of scores. */
    ItemScores scores() {
        scores.clear();
        return scores;
    }

    /** Appends a sorted collector. */
    void addAll(TopItems sorted) {
        for (int rank = 0; rank < sorted.size(); rank++) {
            add(sorted.ordinal(rank), sorted.score(rank));
        }
    }
}
