package dev.millrace.benchmarks.cli;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.util.Set;
import java.util.stream.Collectors;

/** Where the models run. */
enum Device {
    CPU,
    GPU;

    /**
     * Makes sure that this process could run models there.
     *
     * @throws IllegalStateException that says in one line what is missing
     */
    void check() {
        if (this == GPU) {
            Set<OrtProvider> providers = OrtEnvironment.getAvailableProviders();
            if (!providers.contains(OrtProvider.CUDA)) {
                throw new IllegalStateException("--device gpu: this ONNX Runtime has no CUDA, only "
                        + providers.stream().map(Enum::name).sorted().collect(Collectors.joining(", "))
                        + " (expected: a machine with an NVIDIA GPU and onnxruntime_gpu on the class path)");
            }
        }
    }
}
