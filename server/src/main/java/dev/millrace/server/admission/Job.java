package dev.millrace.server.admission;

/**
 * A request to be worked on. Thread-safe: it is answered once, by whoever comes first, and what comes later is thrown
 * away.
 */
public interface Job {
    /** Returns how much it matters. */
    Priority priority();

    /** Returns what it keeps in memory until it is worked on. */
    int bytes();

    /** Returns the moment of the ticker by which it is to be answered. */
    long endNanos();

    /**
     * Returns the nanoseconds before its end at which the stage that runs is told to end, so that there is an answer in
     * time.
     */
    long reserveNanos();

    /**
     * Does the work and answers; returns when it has, or when it was taken over meanwhile.
     *
     * @param effort the share of the work that is worth while now, {@code > 0} and at most 1
     */
    void run(double effort);

    /** Answers that it is not, or no longer, worked on; does nothing where it has been answered. */
    void refuse(Refusal why);

    /** Returns whether it has been answered. */
    boolean answered();

    /** Tells the stage that runs to end. */
    void cancel();

    /** Takes the work from the thread that does it; true when {@link #resume()} is to be called by somebody else. */
    boolean takeOver();

    /** Answers from what is done, on a thread that is not the one left behind. */
    void resume();
}
