package dev.millrace.rerank;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.millrace.cascade.feature.RerankSignature;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.kernel.Inputs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Any graph, run by ONNX Runtime: one session for all threads. Thread-safe; owns the session. */
final class OnnxModel implements Model {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final RerankSignature signature;
    private final Inputs inputs;

    private OnnxModel(OrtEnvironment environment, OrtSession session, RerankSignature signature) {
        this.environment = environment;
        this.session = session;
        this.signature = signature;
        this.inputs = Inputs.fastest(signature.standardization());
    }

    /**
     * Opens a graph.
     *
     * @param file where it comes from, for messages
     * @throws BadReleaseException when it cannot be loaded or takes or gives something else than the signature says
     */
    static OnnxModel open(Path file, byte[] graph, RerankSignature signature) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            // A pattern is kept for every number of candidates ever seen.
            options.setMemoryPatternOptimization(false);
            OrtSession session = environment.createSession(graph, options);
            try {
                check(file, signature, session);
                return new OnnxModel(environment, session, signature);
            } catch (OrtException | RuntimeException | Error e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new BadReleaseException(file, "cannot be loaded: " + e.getMessage(), e);
        }
    }

    private static void check(Path file, RerankSignature signature, OrtSession session) throws OrtException {
        check(file, "input", signature.input(), session.getInputInfo(), new long[] {-1, signature.width()});
        check(file, "output", signature.output(), session.getOutputInfo(), new long[] {-1});
    }

    private static void check(Path file, String kind, String name, Map<String, NodeInfo> nodes, long[] shape) {
        String expected = name + " float32 " + Arrays.toString(shape);
        if (nodes.size() != 1 || !nodes.containsKey(name)) {
            throw new BadReleaseException(file, kind + "s: " + nodes.keySet() + " (expected: " + expected + ")");
        }
        if (!(nodes.get(name).getInfo() instanceof TensorInfo tensor)
                || tensor.type != OnnxJavaType.FLOAT
                || !Arrays.equals(tensor.getShape(), shape)) {
            throw new BadReleaseException(
                    file, kind + " " + name + ": " + nodes.get(name).getInfo() + " (expected: " + expected + ")");
        }
    }

    @Override
    public Batch batch() {
        return new OnnxBatch(environment, session, signature, inputs);
    }

    @Override
    public Engine engine() {
        return Engine.ONNX;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("re-ranker: " + e.getMessage(), e);
        }
    }
}
