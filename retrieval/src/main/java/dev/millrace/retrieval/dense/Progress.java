package dev.millrace.retrieval.dense;

/** Is told how far a long piece of work has come. Called from several threads. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (done, total) -> {};

    /** {@code done} of {@code total} parts are done; may come out of order. */
    void at(long done, long total);
}
