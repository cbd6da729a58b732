package dev.millrace.finerank;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.release.BadReleaseException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model file on the device that DJL's engine chose. One graph with two entry points, of which the flag
 * {@value #ENCODE} picks one: from the history to hidden states, or from hidden states and candidates to scores.
 * Immutable and thread-safe; its owner closes it once, after all {@link SequenceRun}s.
 */
final class SequenceModel implements AutoCloseable {
    static final String ENGINE = "OnnxRuntime";
    static final String ENCODE = "encode";
    static final String HISTORY = "history";
    static final String TYPE = "type";
    static final String GAP = "gap";
    static final String HIDDEN = "hidden";
    static final String CANDIDATES = "candidates";
    static final String PRIOR = "prior";
    static final String RESULT = "result";

    private final OrtSession session;
    private final NDManager manager;
    private final Device device;
    private final FineRankSignature signature;
    private final int dimension;

    private SequenceModel(OrtSession session, Device device, FineRankSignature signature, int dimension) {
        this.session = session;
        this.device = device;
        this.signature = signature;
        this.manager = NDManager.newBaseManager(Device.cpu(), ENGINE);
        this.dimension = dimension;
    }

    /**
     * Opens a model file.
     *
     * @throws BadReleaseException if ONNX Runtime cannot load it or its inputs and output are others
     */
    static SequenceModel open(Path file, FineRankSignature signature) {
        Engine engine = Engine.getEngine(ENGINE);
        Device device = engine.defaultDevice();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            // A pattern is kept for every pair of lengths ever seen, without end.
            options.setMemoryPatternOptimization(false);
            if (device.isGpu()) {
                options.addCUDA(device.getDeviceId());
            }
            OrtSession session = OrtEnvironment.getEnvironment()
                    .createSession(file.toAbsolutePath().toString(), options);
            try {
                return new SequenceModel(session, device, signature, check(file, signature, session));
            } catch (OrtException | RuntimeException | Error e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new BadReleaseException(file, "is not a fine ranker (" + device + "): " + e.getMessage(), e);
        }
    }

    /** Returns the width of a hidden state. */
    private static int check(Path file, FineRankSignature signature, OrtSession session) throws OrtException {
        Map<String, NodeInfo> inputs = session.getInputInfo();
        List<String> names = List.of(CANDIDATES, ENCODE, GAP, HIDDEN, HISTORY, PRIOR, TYPE);
        if (!List.copyOf(new TreeMap<>(inputs).keySet()).equals(names)) {
            throw new BadReleaseException(
                    file, "inputs: " + new TreeMap<>(inputs).keySet() + " (expected: " + names + ")");
        }
        expect(file, inputs, ENCODE, OnnxJavaType.BOOL);
        expect(file, inputs, HISTORY, OnnxJavaType.INT64, -1);
        expect(file, inputs, TYPE, OnnxJavaType.INT64, -1);
        expect(file, inputs, GAP, OnnxJavaType.INT64, -1);
        expect(file, inputs, CANDIDATES, OnnxJavaType.INT64, -1);
        expect(
                file,
                inputs,
                PRIOR,
                OnnxJavaType.FLOAT,
                -1,
                signature.standardization().width());
        if (!session.getOutputNames().equals(Set.of(RESULT))) {
            throw new BadReleaseException(file, "outputs: " + session.getOutputNames() + " (expected: " + RESULT + ")");
        }
        if (shape(session.getOutputInfo(), RESULT).length != 2) {
            throw new BadReleaseException(
                    file, RESULT + ": " + session.getOutputInfo().get(RESULT) + " (expected: two dimensions)");
        }
        long[] hidden = shape(inputs, HIDDEN);
        if (hidden.length != 2 || hidden[0] != -1 || hidden[1] < 1) {
            throw new BadReleaseException(
                    file, HIDDEN + ": " + Arrays.toString(hidden) + " (expected: [-1, dimension])");
        }
        expect(file, inputs, HIDDEN, OnnxJavaType.FLOAT, hidden);
        return (int) hidden[1];
    }

    private static void expect(Path file, Map<String, NodeInfo> nodes, String name, OnnxJavaType type, long... shape) {
        TensorInfo tensor = tensor(nodes, name);
        if (tensor == null || tensor.type != type || !Arrays.equals(tensor.getShape(), shape)) {
            throw new BadReleaseException(
                    file, name + ": " + nodes.get(name) + " (expected: " + type + " " + Arrays.toString(shape) + ")");
        }
    }

    private static long[] shape(Map<String, NodeInfo> nodes, String name) {
        TensorInfo tensor = tensor(nodes, name);
        return tensor == null ? new long[0] : tensor.getShape();
    }

    private static @Nullable TensorInfo tensor(Map<String, NodeInfo> nodes, String name) {
        NodeInfo node = nodes.get(name);
        return node != null && node.getInfo() instanceof TensorInfo tensor ? tensor : null;
    }

    OrtSession session() {
        return session;
    }

    /** Returns the owner of all arrays. */
    NDManager manager() {
        return manager;
    }

    /** Returns where the graph runs. */
    Device device() {
        return device;
    }

    FineRankSignature signature() {
        return signature;
    }

    /** Returns the width of a hidden state. */
    int dimension() {
        return dimension;
    }

    @Override
    public void close() {
        manager.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("fine ranker: " + e.getMessage(), e);
        }
    }
}
