package dev.millrace.edge;

/** What runs a bundle's models. */
public enum Engine {
    /**
     * ONNX Runtime for the fine ranker where both are there and the one runs on the other; the built-in code for the
     * re-ranker, which needs no native library.
     */
    AUTO,
    /** Java alone: the re-ranker; the fine ranker is left out. */
    BUILT_IN,
    /** ONNX Runtime for every model; opening fails where it is absent. */
    ONNX
}
