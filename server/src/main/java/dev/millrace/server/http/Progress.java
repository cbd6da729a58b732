package dev.millrace.server.http;

import org.jspecify.annotations.Nullable;

/**
 * What is done for a request: by how much of an effort, and how to take it from the thread that does it. Thread-safe.
 */
final class Progress {
    private volatile double effort = 1;
    private volatile @Nullable Rescue rescue;

    /** A request that can be taken from its thread. Implementations are thread-safe. */
    interface Rescue {
        /** Tells the stage that runs to end. */
        void cancel();

        /** Takes the request from a stage that has not ended; see {@link dev.millrace.cascade.Passage#takeOver()}. */
        boolean takeOver();

        /** Answers from what is done; null when it was taken over once more. */
        @Nullable
        Reply resume();
    }

    double effort() {
        return effort;
    }

    void effort(double share) {
        effort = share;
    }

    /** Returns how to take the request over, or null while that is not possible. */
    @Nullable
    Rescue rescue() {
        return rescue;
    }

    void rescue(Rescue how) {
        rescue = how;
    }
}
