package dev.millrace.rerank;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stage 2 on ONNX Runtime: one session shared by all threads, one thread a call, buffers outside the heap that are
 * pooled and never copied by the runtime.
 *
 * <p>A release is refused on opening where its signature or its graph does not fit the features this code builds.
 * Thread-safe; owns the session, which {@link #close} ends once; no call may be running then.
 */
public final class OnnxReranker implements Ranker {
    /** The graph, in a release. */
    public static final String MODEL = "rerank/model.onnx";

    /** What the graph expects, in a release. */
    public static final String SIGNATURE = "rerank/signature.json";

    private static final int FORMAT = 1;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Signature signature;
    private final Queue<Batch> pool = new ConcurrentLinkedQueue<>();

    private OnnxReranker(OrtEnvironment environment, OrtSession session, Signature signature) {
        this.environment = environment;
        this.session = session;
        this.signature = signature;
    }

    /**
     * Opens the re-ranker of a release.
     *
     * @param features the names of the features that candidates will carry, in column order
     * @throws BadReleaseException naming the file, when the model cannot be loaded or was trained on other features
     */
    public static OnnxReranker open(Release release, List<String> features) {
        Signature signature = signature(release, features);
        Path model = release.file(MODEL);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            OrtSession session = environment.createSession(Files.readAllBytes(model), options);
            try {
                check(model, signature, session);
            } catch (BadReleaseException | OrtException e) {
                session.close();
                throw e;
            }
            return new OnnxReranker(environment, session, signature);
        } catch (OrtException | IOException e) {
            throw new BadReleaseException(model, "cannot be loaded: " + e.getMessage(), e);
        }
    }

    private static Signature signature(Release release, List<String> features) {
        Path file = release.file(SIGNATURE);
        try {
            JsonObject json = release.json(SIGNATURE);
            if (json.int32("format") != FORMAT) {
                throw new BadReleaseException(file, "format: " + json.int32("format") + " (expected: " + FORMAT + ")");
            }
            List<String> trained = json.strings("features");
            if (!trained.equals(features)) {
                throw new BadReleaseException(
                        file,
                        "features: " + String.join(", ", trained) + " (expected: " + String.join(", ", features)
                                + ", which this schema and version build)");
            }
            return new Signature(json.string("input"), json.string("output"), features.size());
        } catch (JsonException e) {
            throw new BadReleaseException(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static void check(Path model, Signature signature, OrtSession session) throws OrtException {
        check(model, "input", signature.input(), session.getInputInfo(), new long[] {-1, signature.width()});
        check(model, "output", signature.output(), session.getOutputInfo(), new long[] {-1});
    }

    private static void check(Path model, String kind, String name, Map<String, NodeInfo> nodes, long[] shape) {
        String expected = name + " float32 " + Arrays.toString(shape);
        if (nodes.size() != 1 || !nodes.containsKey(name)) {
            throw new BadReleaseException(model, kind + "s: " + nodes.keySet() + " (expected: " + expected + ")");
        }
        if (!(nodes.get(name).getInfo() instanceof TensorInfo tensor)
                || tensor.type != OnnxJavaType.FLOAT
                || !Arrays.equals(tensor.getShape(), shape)) {
            throw new BadReleaseException(
                    model, kind + " " + name + ": " + nodes.get(name).getInfo() + " (expected: " + expected + ")");
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the candidates carry another number of features
     * @throws IllegalStateException when the model gives a score that is no number, or the runtime fails
     */
    @Override
    public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
        if (candidates.featureWidth() != signature.width()) {
            throw new IllegalArgumentException(
                    "features: " + candidates.featureWidth() + " (expected: " + signature.width() + ")");
        }
        Batch batch = pool.poll();
        if (batch == null) {
            batch = new Batch(signature);
        }
        try {
            for (int from = 0; from < count; from += Batch.MAX_ROWS) {
                int size = Math.min(Batch.MAX_ROWS, count - from);
                batch.fill(candidates, rows, from, size);
                batch.run(environment, session, size);
                batch.read(scores, from, size);
            }
        } catch (OrtException e) {
            throw new IllegalStateException("re-ranker: " + e.getMessage(), e);
        } finally {
            pool.add(batch);
        }
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
