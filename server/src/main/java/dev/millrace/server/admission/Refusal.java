package dev.millrace.server.admission;

/** Why a request is not worked on. */
public enum Refusal {
    /** As many wait as may. */
    QUEUE_FULL("queue full"),
    /** More are there than can be answered without a long wait. */
    LIMIT("limit"),
    /** It would wait longer than it has time. */
    NO_TIME("no time"),
    /** It waited, and its place was given to a more important one. */
    SHED("shed"),
    /** It waited long, and others would be answered sooner. */
    STALE("stale"),
    /** It waited, and its time is up. */
    TOO_LATE("too late"),
    /** It was worked on, and its time was up with no answer to give. */
    GIVEN_UP("given up");

    private final String label;

    Refusal(String label) {
        this.label = label;
    }

    /** Returns the name used in metrics. */
    public String label() {
        return label;
    }
}
