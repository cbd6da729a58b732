package dev.millrace.cascade.policy;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.ItemVectors;
import java.util.Arrays;

/**
 * Chooses the items of one answer one by one.
 *
 * <p>Within the pool by maximal marginal relevance (Carbonell and Goldstein, 1998): the next item is the one with the
 * greatest {@code (1 - s) * relevance - s * similarity}, where s is the strength, relevance falls from 1 towards 0 by
 * rank within the tier, and similarity is the greatest cosine with an item already in the answer, -1 while there is
 * none. Ranks, because the scores of two requests, let alone of two models, have no common scale. A tier is used up
 * before the next is looked at. The greatest similarities are kept from step to step, so the work is results x pool x
 * dimension. After the pool rank alone decides. An item over a quota is put aside and comes back when all else is used
 * up.
 *
 * <p>One thread and one answer at a time; reused through {@link #rows} and {@link #begin}.
 */
final class Chooser {
    private static final Tier[] TIERS = {Tier.FINE, Tier.RERANK, Tier.RETRIEVE};

    private final ItemVectors vectors;
    private final Quotas quotas;
    private Candidates candidates = new Candidates();
    private Quotas.Count count;
    private int[] rows = new int[0];
    private int size;
    private int[] answered = new int[0];
    private int wanted;
    private int pinned;
    private int answeredCount;
    private int[] aside = new int[0];
    private int asideCount;
    private long[] keys = new long[0];
    private float[] similarity = new float[0];
    private float[] norms = new float[0];
    private boolean[] used = new boolean[0];

    /** Creates a chooser without an answer to choose. */
    Chooser(ItemVectors vectors, Quotas quotas) {
        this.vectors = vectors;
        this.quotas = quotas;
        this.count = quotas.count();
    }

    /** Returns a copy of the first rows, the chooser's own, to be reordered before {@link #begin}. */
    int[] rows(int[] ranked, int length) {
        if (rows.length < length) {
            rows = new int[length];
            aside = new int[length];
            keys = new long[length];
        }
        System.arraycopy(ranked, 0, rows, 0, length);
        return rows;
    }

    /** Returns memory for as many numbers as rows, of unspecified content, until {@link #begin}. */
    long[] keys() {
        return keys;
    }

    /** Returns memory for as many rows as rows, of unspecified content, until {@link #begin}. */
    int[] spare() {
        return aside;
    }

    /**
     * Begins an answer.
     *
     * @param of what the rows are of
     * @param length how many of the {@link #rows} there are to choose from, in rank order
     * @param results size of the answer with its pinned items
     */
    void begin(Candidates of, int length, int results) {
        candidates = of;
        size = length;
        wanted = results;
        if (answered.length < results) {
            answered = new int[results];
        }
        answeredCount = 0;
        asideCount = 0;
        pinned = 0;
        count = quotas.count();
    }

    /** Counts a row that is in the answer whatever is chosen; call before {@link #choose}. */
    void pin(int row) {
        answered[answeredCount++] = row;
        pinned++;
        count.add(candidates.ordinal(row));
    }

    /**
     * Returns the rows chosen, in order, so many that with the pinned ones the answer is full.
     *
     * @param pool how many of the first rows may be reordered
     * @param strength in {@code [0, 1]}; 0 keeps the order of rank
     */
    int[] choose(int pool, float strength) {
        int diverse = strength > 0 ? Math.min(pool, size) : 0;
        for (int begin = 0; begin < diverse; ) {
            int end = begin + 1;
            while (end < diverse && tier(rows[end]) == tier(rows[begin])) {
                end++;
            }
            diversify(begin, end, strength);
            begin = end;
        }
        for (int i = diverse; i < size && answeredCount < wanted; i++) {
            take(rows[i]);
        }
        return filled();
    }

    private Tier tier(int row) {
        return candidates.tier(row);
    }

    private boolean take(int row) {
        int item = candidates.ordinal(row);
        if (!count.allows(item)) {
            aside[asideCount++] = row;
            return false;
        }
        count.add(item);
        answered[answeredCount++] = row;
        return true;
    }

    private void diversify(int begin, int end, float strength) {
        int length = end - begin;
        if (used.length < length) {
            similarity = new float[length];
            norms = new float[length];
            used = new boolean[length];
        }
        Arrays.fill(used, 0, length, false);
        Arrays.fill(similarity, 0, length, -1);
        for (int i = 0; i < length; i++) {
            norms[i] = norm(rows[begin + i]);
        }
        for (int i = 0; i < answeredCount; i++) {
            raise(begin, length, answered[i]);
        }
        for (int left = length; left > 0 && answeredCount < wanted; left--) {
            int best = best(length, strength);
            used[best] = true;
            if (take(rows[begin + best])) {
                raise(begin, length, rows[begin + best]);
            }
        }
    }

    private int best(int length, float strength) {
        int best = -1;
        float bestValue = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            float relevance = 1 - (float) i / length;
            float value = (1 - strength) * relevance - strength * similarity[i];
            if (!used[i] && value > bestValue) {
                best = i;
                bestValue = value;
            }
        }
        return best;
    }

    private void raise(int begin, int length, int chosen) {
        float norm = norm(chosen);
        for (int i = 0; i < length; i++) {
            float product = norm * norms[i];
            float cosine = product > 0
                    ? vectors.dot(candidates.ordinal(rows[begin + i]), candidates.ordinal(chosen)) / product
                    : 0;
            similarity[i] = Math.max(similarity[i], cosine);
        }
    }

    private float norm(int row) {
        int item = candidates.ordinal(row);
        return (float) Math.sqrt(vectors.dot(item, item));
    }

    /** Adds what was put aside where it is needed; within a tier it stands below what kept the quotas. */
    private int[] filled() {
        for (int i = 0; i < asideCount && answeredCount < wanted; i++) {
            answered[answeredCount++] = aside[i];
        }
        int[] chosen = new int[answeredCount - pinned];
        int placed = 0;
        for (Tier tier : TIERS) {
            for (int i = pinned; i < answeredCount; i++) {
                if (tier(answered[i]) == tier) {
                    chosen[placed++] = answered[i];
                }
            }
        }
        return chosen;
    }
}
