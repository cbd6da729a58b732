package dev.millrace.benchmarks.cli;

import ai.djl.engine.Engine;

/** Where the fine ranker runs: on the GPU that DJL finds, where ONNX Runtime can use one, else on the processor. */
enum Device {
    CPU,
    GPU;

    /**
     * Makes sure that a model which is opened now runs there.
     *
     * @throws IllegalStateException that says in one line where it would run, and what is missing
     */
    void check() {
        ai.djl.Device found = Engine.getEngine("OnnxRuntime").defaultDevice();
        if (this == GPU && !found.isGpu()) {
            throw new IllegalStateException("--device gpu: the fine ranker would run on the " + found.getDeviceType()
                    + " (expected: a build with -Pgpu, an NVIDIA GPU, and CUDA and cuDNN as ONNX Runtime needs them)");
        }
        if (this == CPU && found.isGpu()) {
            throw new IllegalStateException("--device cpu: the fine ranker would run on " + found
                    + " (expected: a build without -Pgpu, or --device gpu)");
        }
    }
}
