package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Eligible;
import java.util.Map;

/**
 * What one request asks, in the terms of one release: ordinals, a user vector, what may appear. Immutable and
 * thread-safe; the vector handed out is read only.
 */
public final class Query {
    private final History history;
    private final float[] userVector;
    private final Eligible eligible;
    private final long nowMillis;
    private final Map<String, String> context;

    /**
     * Creates a query over the arguments, which must not change any more.
     *
     * @param history the user's events; items unknown to the release are left out of it
     * @param userVector folded in from the history, [dimension], or empty for a user without known events
     * @param eligible the items that may appear
     * @param nowMillis the time the request is answered for (see ADR 0004), or {@link History#NO_TIME}
     * @param context what the caller says of the situation
     */
    public Query(History history, float[] userVector, Eligible eligible, long nowMillis, Map<String, String> context) {
        this.history = history;
        this.userVector = userVector;
        this.eligible = eligible;
        this.nowMillis = nowMillis;
        this.context = Map.copyOf(context);
    }

    /**
     * Returns the query of a user with that history: the user vector is folded in, and the time is that of the newest
     * event known, in training or in the history. See ADR 0004.
     *
     * @param catalog the release's items
     * @param userVectors folds the history in
     * @param history the user's events
     * @param eligible the items that may appear
     * @param context what the caller says of the situation
     */
    public static Query of(
            Catalog catalog, UserVectors userVectors, History history, Eligible eligible, Map<String, String> context) {
        long now = catalog.statistics().dataEndMillis();
        for (int i = 0; i < history.size(); i++) {
            now = Math.max(now, history.timestamp(i));
        }
        return new Query(history, userVectors.of(history, now), eligible, now, context);
    }

    /** Returns the user's events, oldest first. */
    public History history() {
        return history;
    }

    /** Returns the folded-in user vector, [dimension], empty for a cold user; read only. */
    public float[] userVector() {
        return userVector;
    }

    /** Returns whether nothing is known of the user. */
    public boolean cold() {
        return userVector.length == 0;
    }

    /** Returns the items that may appear. */
    public Eligible eligible() {
        return eligible;
    }

    /** Returns the time the request is answered for, or {@link History#NO_TIME}. */
    public long nowMillis() {
        return nowMillis;
    }

    /** Returns what the caller says of the situation. */
    public Map<String, String> context() {
        return context;
    }
}
