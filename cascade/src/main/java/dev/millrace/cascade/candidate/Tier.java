package dev.millrace.cascade.candidate;

/**
 * The last stage that scored a candidate. Scores of different tiers are never compared: a candidate of a higher tier
 * stands above every candidate of a lower one.
 */
public enum Tier {
    RETRIEVE("retrieve"),
    RERANK("rerank"),
    FINE("fine");

    private final String label;

    Tier(String label) {
        this.label = label;
    }

    /** Returns the name used in answers as {@code scoredBy}. */
    public String label() {
        return label;
    }
}
