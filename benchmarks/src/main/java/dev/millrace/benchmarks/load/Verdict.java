package dev.millrace.benchmarks.load;

/** What became of one request. */
public enum Verdict {
    /** Answered in full. */
    FULL,
    /** Answered, with stages narrowed or skipped, as its coverage says. */
    DEGRADED,
    /** Refused with 503, and told when to come again. */
    REFUSED,
    /** Answered with something that is no valid answer. */
    INVALID,
    /** Not answered: the connection could not be made or broke. */
    FAILED,
    /** Not answered within the patience of the caller. */
    MISSING;

    /** Returns whether the caller got recommendations. */
    public boolean served() {
        return this == FULL || this == DEGRADED;
    }
}
