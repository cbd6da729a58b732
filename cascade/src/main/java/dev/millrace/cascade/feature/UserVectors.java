package dev.millrace.cascade.feature;

/** Folds a history into a user vector comparable with item vectors. Implementations are immutable and thread-safe. */
public interface UserVectors {
    /**
     * Returns the user's vector, [dimension], or an empty array when the history says nothing.
     *
     * @param history the user's events, oldest first
     * @param nowMillis the time the request is answered for, or {@link History#NO_TIME}
     */
    float[] of(History history, long nowMillis);
}
