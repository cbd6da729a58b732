package dev.millrace.rerank;

/** A re-ranker's network, ready to run. Thread-safe; closed once by its owner, after its batches. */
sealed interface Model extends AutoCloseable permits KernelModel, OnnxModel {
    /** Returns memory for one call at a time. */
    Batch batch();

    /** Returns what runs it, never {@link Engine#AUTO}. */
    Engine engine();

    @Override
    void close();
}
