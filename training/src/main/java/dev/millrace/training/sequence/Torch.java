package dev.millrace.training.sequence;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

/** The one place that names the training engine. */
final class Torch {
    private static final String ENGINE = "PyTorch";

    private Torch() {}

    static NDManager manager() {
        return NDManager.newBaseManager(Device.cpu(), ENGINE);
    }

    /** Starts recording for a backward pass; one at a time in a process. */
    static GradientCollector recorder() {
        return Engine.getEngine(ENGINE).newGradientCollector();
    }

    static void seed(int seed) {
        Engine.getEngine(ENGINE).setRandomSeed(seed);
    }
}
