package dev.millrace.rerank;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.RerankSignature;
import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.kernel.Inputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * Stage 2 on ONNX Runtime: one session shared by all threads, one thread a call, the caller's, and one set of buffers
 * outside the heap for each core, which the runtime never copies. More callers than cores wait for one.
 *
 * <p>A release is refused on opening where its signature or its graph does not fit the features this code builds.
 * Thread-safe; owns the session, which {@link #close} ends once; no call may be running then.
 */
public final class OnnxReranker implements Ranker {
    /** The graph, in a release. */
    public static final String MODEL = "rerank/model.onnx";

    /** What the graph expects, in a release. */
    public static final String SIGNATURE = "rerank/signature.json";

    private final OrtSession session;
    private final RerankSignature signature;
    private final BlockingQueue<Batch> idle;

    private OnnxReranker(OrtSession session, RerankSignature signature, List<Batch> batches) {
        this.session = session;
        this.signature = signature;
        this.idle = new ArrayBlockingQueue<>(batches.size(), false, batches);
    }

    /**
     * Opens the re-ranker of a release.
     *
     * @param features the names of the features that candidates will carry, in column order
     * @throws BadReleaseException naming the file, when the model cannot be loaded or was trained on other features
     */
    public static OnnxReranker open(Release release, List<String> features) {
        RerankSignature signature = signature(release, features);
        Path model = release.file(MODEL);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            // A pattern is kept for every number of candidates ever seen.
            options.setMemoryPatternOptimization(false);
            OrtSession session = environment.createSession(Files.readAllBytes(model), options);
            try {
                check(model, signature, session);
                Inputs inputs = Inputs.fastest(signature.standardization());
                List<Batch> batches = new ArrayList<>();
                for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                    batches.add(new Batch(environment, session, signature, inputs));
                }
                return new OnnxReranker(session, signature, batches);
            } catch (BadReleaseException | OrtException e) {
                session.close();
                throw e;
            }
        } catch (OrtException | IOException e) {
            throw new BadReleaseException(model, "cannot be loaded: " + e.getMessage(), e);
        }
    }

    private static RerankSignature signature(Release release, List<String> features) {
        try {
            return RerankSignature.of(release.json(SIGNATURE), features);
        } catch (IllegalArgumentException | JsonException e) {
            throw new BadReleaseException(release.file(SIGNATURE), String.valueOf(e.getMessage()), e);
        }
    }

    private static void check(Path model, RerankSignature signature, OrtSession session) throws OrtException {
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

    @Override
    public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
        score(query, candidates, rows, count, scores, new Cancellation());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the candidates carry another number of features
     * @throws CancellationException when it was told to end
     * @throws IllegalStateException when the model gives a score that is no number, or the runtime fails
     */
    @Override
    public void score(
            Query query, Candidates candidates, int[] rows, int count, float[] scores, Cancellation cancellation) {
        if (candidates.featureWidth() != signature.features()) {
            throw new IllegalArgumentException(
                    "features: " + candidates.featureWidth() + " (expected: " + signature.features() + ")");
        }
        Batch batch = await(cancellation);
        try {
            for (int from = 0; from < count; from += Batch.MAX_ROWS) {
                batch.score(candidates, rows, from, Math.min(Batch.MAX_ROWS, count - from), scores, cancellation);
            }
        } catch (OrtException e) {
            throw new IllegalStateException("re-ranker: " + e.getMessage(), e);
        } finally {
            idle.add(batch);
        }
    }

    private Batch await(Cancellation cancellation) {
        try {
            Batch batch = idle.poll();
            while (batch == null) {
                if (cancellation.cancelled()) {
                    throw new CancellationException("re-ranker: cancelled while waiting for a core");
                }
                batch = idle.poll(2, TimeUnit.MILLISECONDS);
            }
            return batch;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("re-ranker: interrupted while waiting for a core");
        }
    }

    @Override
    public void close() {
        idle.forEach(Batch::close);
        idle.clear();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("re-ranker: " + e.getMessage(), e);
        }
    }
}
