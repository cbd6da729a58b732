package dev.millrace.edge.rerank;

/** A ranker that keeps something of the user between two runs. Thread-safe. */
public interface Forgetful {
    /** Keeps nothing of it any more, and nothing of the runs under way once they end. */
    void forget();
}
