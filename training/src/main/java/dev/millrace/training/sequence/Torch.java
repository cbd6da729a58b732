package dev.millrace.training.sequence;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

/** The one place that names the training engine. */
final class Torch {
    private static final String ENGINE = "PyTorch";

    private Torch() {}

    /** Loads the engine with so many threads; without effect once it is loaded, for PyTorch takes their number once. */
    static void start(int threads) {
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        Engine.getEngine(ENGINE);
    }

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
