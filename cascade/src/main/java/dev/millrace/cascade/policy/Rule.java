package dev.millrace.cascade.policy;

/** One declared rule. Immutable. */
public sealed interface Rule {
    /** Items that no answer shows. */
    record Exclude(Condition when) implements Rule {}

    /**
     * Items that stand higher or lower than their score says: the position within the tier is divided by the factor.
     *
     * @param when the items meant
     * @param factor 2 halves the position, 0.5 doubles it; finite, &gt; 0
     */
    record Boost(Condition when, double factor) implements Rule {
        /** Checks the factor. */
        public Boost {
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException("factor: " + factor + " (expected: > 0)");
            }
        }
    }

    /**
     * The best-ranked candidate that is meant stands at a position, whatever its score.
     *
     * @param when the items meant
     * @param position 1 is the first
     */
    record Pin(Condition when, int position) implements Rule {
        /** Checks the position. */
        public Pin {
            if (position < 1) {
                throw new IllegalArgumentException("position: " + position + " (expected: >= 1)");
            }
        }
    }

    /**
     * At most so many items of one answer share a value.
     *
     * @param field a KEYWORD field
     * @param max items a value, &gt; 0
     */
    record Quota(String field, int max) implements Rule {
        /** Checks the number. */
        public Quota {
            if (max < 1) {
                throw new IllegalArgumentException("max: " + max + " (expected: >= 1)");
            }
        }
    }
}
