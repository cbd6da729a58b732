package dev.millrace.cascade.policy;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.ItemVectors;

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
 * <p>One thread, one answer.
 */
final class Chooser {
    private final Candidates candidates;
    private final ItemVectors vectors;
    private final Quotas.Count quotas;
    private final int[] rows;
    private final int[] answered;
    private int pinned;
    private int answeredCount;
    private final int[] aside;
    private int asideCount;

    /**
     * Creates a chooser.
     *
     * @param rows what to choose from, in rank order
     * @param wanted size of the answer with its pinned items
     */
    Chooser(Candidates candidates, ItemVectors vectors, Quotas.Count quotas, int[] rows, int wanted) {
        this.candidates = candidates;
        this.vectors = vectors;
        this.quotas = quotas;
        this.rows = rows;
        this.answered = new int[wanted];
        this.aside = new int[rows.length];
    }

    /** Counts a row that is in the answer whatever is chosen; call before {@link #choose}. */
    void pin(int row) {
        answered[answeredCount++] = row;
        pinned++;
        quotas.add(candidates.ordinal(row));
    }

    /**
     * Returns the rows chosen, in order, so many that with the pinned ones the answer is full.
     *
     * @param pool how many of the first rows may be reordered
     * @param strength in {@code [0, 1]}; 0 keeps the order of rank
     */
    int[] choose(int pool, float strength) {
        int diverse = strength > 0 ? Math.min(pool, rows.length) : 0;
        for (int begin = 0; begin < diverse; ) {
            int end = begin + 1;
            while (end < diverse && tier(rows[end]) == tier(rows[begin])) {
                end++;
            }
            diversify(begin, end, strength);
            begin = end;
        }
        for (int i = diverse; i < rows.length && answeredCount < answered.length; i++) {
            take(rows[i]);
        }
        return filled();
    }

    private Tier tier(int row) {
        return candidates.tier(row);
    }

    private boolean take(int row) {
        int item = candidates.ordinal(row);
        if (!quotas.allows(item)) {
            aside[asideCount++] = row;
            return false;
        }
        quotas.add(item);
        answered[answeredCount++] = row;
        return true;
    }

    private void diversify(int begin, int end, float strength) {
        float[] similarity = new float[end - begin];
        float[] norms = new float[end - begin];
        boolean[] used = new boolean[end - begin];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = norm(rows[begin + i]);
            similarity[i] = -1;
        }
        for (int i = 0; i < answeredCount; i++) {
            raise(similarity, norms, begin, answered[i]);
        }
        for (int left = used.length; left > 0 && answeredCount < answered.length; left--) {
            int best = best(similarity, used, strength);
            used[best] = true;
            if (take(rows[begin + best])) {
                raise(similarity, norms, begin, rows[begin + best]);
            }
        }
    }

    private static int best(float[] similarity, boolean[] used, float strength) {
        int best = -1;
        float bestValue = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < used.length; i++) {
            float relevance = 1 - (float) i / used.length;
            float value = (1 - strength) * relevance - strength * similarity[i];
            if (!used[i] && value > bestValue) {
                best = i;
                bestValue = value;
            }
        }
        return best;
    }

    private void raise(float[] similarity, float[] norms, int begin, int chosen) {
        float norm = norm(chosen);
        for (int i = 0; i < similarity.length; i++) {
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
        for (int i = 0; i < asideCount && answeredCount < answered.length; i++) {
            answered[answeredCount++] = aside[i];
        }
        int[] chosen = new int[answeredCount - pinned];
        int size = 0;
        for (Tier tier : new Tier[] {Tier.FINE, Tier.RERANK, Tier.RETRIEVE}) {
            for (int i = pinned; i < answeredCount; i++) {
                if (tier(answered[i]) == tier) {
                    chosen[size++] = answered[i];
                }
            }
        }
        return chosen;
    }
}
