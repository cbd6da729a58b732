package dev.millrace.rerank;

import dev.millrace.cascade.feature.RerankSignature;
import dev.millrace.kernel.Network;
import dev.millrace.kernel.Perceptron;

/** A plain network, run by our own kernels. Immutable and thread-safe; needs no closing. */
final class KernelModel implements Model {
    private final Network network;

    KernelModel(RerankSignature signature, Perceptron perceptron) {
        network = Network.fastest(signature.standardization(), perceptron);
    }

    @Override
    public Batch batch() {
        return new KernelBatch(network);
    }

    @Override
    public Engine engine() {
        return Engine.KERNEL;
    }

    @Override
    public void close() {}
}
