package dev.millrace.edge.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.millrace.cascade.Cancellation;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A graph that ONNX Runtime has loaded: one thread a run, the caller's. Thread-safe; closed once by its owner. */
final class Graph implements AutoCloseable {
    private static final Set<String> NO_OTHERS = Collections.emptySet();

    private final String name;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private Graph(String name, OrtEnvironment environment, OrtSession session) {
        this.name = name;
        this.environment = environment;
        this.session = session;
    }

    /**
     * Loads a graph.
     *
     * @param name what it is called in messages
     * @param bytes the file, verified
     * @throws IllegalArgumentException when ONNX Runtime cannot load it
     */
    static Graph open(String name, byte[] bytes) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            // A pattern is kept for every size ever seen.
            options.setMemoryPatternOptimization(false);
            // Products of int8 weights would round what they are multiplied by to int8 too; 1 is float32.
            options.addConfigEntry("session.qdq_matmulnbits_accuracy_level", "1");
            return new Graph(name, environment, environment.createSession(bytes, options));
        } catch (OrtException e) {
            throw new IllegalArgumentException(name + ": cannot be loaded: " + e.getMessage(), e);
        }
    }

    OrtEnvironment environment() {
        return environment;
    }

    Map<String, NodeInfo> inputs() {
        try {
            return session.getInputInfo();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    Map<String, NodeInfo> outputs() {
        try {
            return session.getOutputInfo();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** Refuses a graph whose inputs or outputs are not those. */
    void expectNames(String kind, Map<String, NodeInfo> nodes, Set<String> names) {
        if (!nodes.keySet().equals(names)) {
            throw new IllegalArgumentException(
                    name + ": " + kind + ": " + nodes.keySet() + " (expected: " + names + ")");
        }
    }

    /** Refuses a node of another type or shape; -1 is any size. */
    void expect(Map<String, NodeInfo> nodes, String node, OnnxJavaType type, long... shape) {
        TensorInfo tensor = tensor(nodes, node);
        if (tensor == null || tensor.type != type || !Arrays.equals(tensor.getShape(), shape)) {
            throw new IllegalArgumentException(name + ": " + node + ": " + nodes.get(node) + " (expected: " + type + " "
                    + Arrays.toString(shape) + ")");
        }
    }

    /** Returns the shape of a node, empty where it is no tensor. */
    static long[] shape(Map<String, NodeInfo> nodes, String node) {
        TensorInfo tensor = tensor(nodes, node);
        return tensor == null ? new long[0] : tensor.getShape();
    }

    private static @Nullable TensorInfo tensor(Map<String, NodeInfo> nodes, String node) {
        NodeInfo found = nodes.get(node);
        return found != null && found.getInfo() instanceof TensorInfo tensor ? tensor : null;
    }

    /** Runs the graph; ends early, by an exception, when told to. */
    void run(
            Map<String, OnnxTensor> inputs,
            Map<String, OnnxTensor> outputs,
            OrtSession.RunOptions options,
            Cancellation cancellation) {
        cancellation.during(new Terminate(name, options));
        try {
            session.run(inputs, NO_OTHERS, outputs, options).close();
        } catch (OrtException e) {
            if (cancellation.cancelled()) {
                throw (CancellationException) new CancellationException(name + ": cancelled").initCause(e);
            }
            throw failed(e);
        } finally {
            cancellation.done();
            if (cancellation.cancelled()) {
                new Terminate(name, options).set(false);
            }
        }
    }

    /** Returns options whose runs report what fails as exceptions alone. */
    static OrtSession.RunOptions options() throws OrtException {
        OrtSession.RunOptions options = new OrtSession.RunOptions();
        options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        return options;
    }

    IllegalStateException failed(OrtException e) {
        return new IllegalStateException(name + ": " + e.getMessage(), e);
    }

    /** Ends the run of some options. */
    private static final class Terminate implements Runnable {
        private final String name;
        private final OrtSession.RunOptions options;

        Terminate(String name, OrtSession.RunOptions options) {
            this.name = name;
            this.options = options;
        }

        @Override
        public void run() {
            set(true);
        }

        void set(boolean terminate) {
            try {
                options.setTerminate(terminate);
            } catch (OrtException e) {
                throw new IllegalStateException(name + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failed(e);
        }
    }
}
