package dev.millrace.training.evaluate;

import java.util.List;
import java.util.Locale;

/**
 * A measure of one user's ranking, between 0 and 1. Immutable.
 *
 * <p>An item is relevant or not. Recall is hits over all targets, also where there are more targets than places, as the
 * published tables of graph recommenders count it. The ideal gain of NDCG is that of {@code min(cutoff, targets)} hits
 * at the top.
 *
 * @param kind what is measured
 * @param cutoff how many places of the ranking count, &gt; 0
 */
public record Metric(Kind kind, int cutoff) {
    /** How deep the reciprocal rank looks; a first hit below counts nothing. */
    public static final int DEPTH = 100;

    /** What the report shows. */
    public static final List<Metric> STANDARD = List.of(
            new Metric(Kind.RECALL, 10),
            new Metric(Kind.RECALL, 20),
            new Metric(Kind.NDCG, 10),
            new Metric(Kind.NDCG, 20),
            new Metric(Kind.HR, 10),
            new Metric(Kind.MRR, DEPTH));

    /** The kinds of metrics. */
    public enum Kind {
        /** Share of the targets found. */
        RECALL,
        /** Normalized discounted cumulative gain. */
        NDCG,
        /** Hit rate: whether a target was found. */
        HR,
        /** Reciprocal rank of the first hit. */
        MRR
    }

    /** Checks the cutoff. */
    public Metric {
        if (cutoff <= 0) {
            throw new IllegalArgumentException("cutoff: " + cutoff + " (expected: > 0)");
        }
    }

    /** Returns the name in reports: {@code ndcg@10}; {@code mrr} looks {@value #DEPTH} deep. */
    public String label() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return kind == Kind.MRR && cutoff == DEPTH ? name : name + "@" + cutoff;
    }

    /**
     * Measures a ranking.
     *
     * @param ranked item ordinals, best first, distinct
     * @param size valid entries of {@code ranked}
     */
    public double of(TestUser user, int[] ranked, int size) {
        int hits = 0;
        int first = -1;
        double gain = 0;
        for (int rank = 0; rank < Math.min(size, cutoff); rank++) {
            if (user.isTarget(ranked[rank])) {
                hits++;
                gain += discount(rank);
                first = first < 0 ? rank : first;
            }
        }
        return switch (kind) {
            case RECALL -> (double) hits / user.targetCount();
            case NDCG -> gain / ideal(Math.min(cutoff, user.targetCount()));
            case HR -> hits > 0 ? 1 : 0;
            case MRR -> first < 0 ? 0 : 1.0 / (first + 1);
        };
    }

    private static double ideal(int hits) {
        double gain = 0;
        for (int rank = 0; rank < hits; rank++) {
            gain += discount(rank);
        }
        return gain;
    }

    private static double discount(int rank) {
        return Math.log(2) / Math.log(rank + 2);
    }
}
