package dev.millrace.rerank;

/** What runs the re-ranker's network. */
public enum Engine {
    /** Our own kernels where the graph is a plain network and the machine has the Vector API, else ONNX Runtime. */
    AUTO,
    /** ONNX Runtime. */
    ONNX,
    /** Our own kernels; a release whose graph is no plain network is refused. */
    KERNEL
}
