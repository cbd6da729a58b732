package dev.millrace.rerank;

import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.RerankSignature;
import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.kernel.Perceptron;
import dev.millrace.kernel.VectorApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * Stage 2: scores candidates with the network of a release, on our own kernels or on ONNX Runtime, see {@link Engine}.
 * One thread a call, the caller's, and memory to score in for each core. More callers than cores wait for one.
 *
 * <p>A release is refused on opening where its signature or its graph does not fit the features this code builds.
 * Thread-safe; owns the model, which {@link #close} ends once; no call may be running then.
 */
public final class Reranker implements Ranker {
    /** The graph, in a release. */
    public static final String MODEL = "rerank/model.onnx";

    /** What the graph expects, in a release. */
    public static final String SIGNATURE = "rerank/signature.json";

    private final Model model;
    private final RerankSignature signature;
    private final BlockingQueue<Batch> idle;

    private Reranker(Model model, RerankSignature signature, List<Batch> batches) {
        this.model = model;
        this.signature = signature;
        this.idle = new ArrayBlockingQueue<>(batches.size(), false, batches);
    }

    /**
     * Opens the re-ranker of a release on the fastest engine.
     *
     * @param features the names of the features that candidates will carry, in column order
     * @throws BadReleaseException naming the file, when the model cannot be loaded or was trained on other features
     */
    public static Reranker open(Release release, List<String> features) {
        return open(release, features, Engine.AUTO);
    }

    /** Opens the re-ranker of a release, as {@link #open(Release, List)}, on an engine. */
    public static Reranker open(Release release, List<String> features, Engine engine) {
        RerankSignature signature = signature(release, features);
        Path file = release.file(MODEL);
        byte[] graph;
        try {
            graph = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BadReleaseException(file, "cannot be loaded: " + e.getMessage(), e);
        }
        return open(model(file, graph, signature, engine), signature);
    }

    /** Takes a model over: it is closed where this fails. */
    private static Reranker open(Model model, RerankSignature signature) {
        List<Batch> batches = new ArrayList<>();
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                batches.add(model.batch());
            }
            return new Reranker(model, signature, batches);
        } catch (RuntimeException | Error e) {
            batches.forEach(Batch::close);
            model.close();
            throw e;
        }
    }

    private static Model model(Path file, byte[] graph, RerankSignature signature, Engine engine) {
        if (engine == Engine.KERNEL || (engine == Engine.AUTO && VectorApi.present())) {
            Optional<Perceptron> plain = PlainGraph.read(graph, signature.input(), signature.output())
                    .filter(network -> network.width() == signature.width());
            if (plain.isPresent()) {
                return new KernelModel(signature, plain.get());
            }
            if (engine == Engine.KERNEL) {
                throw new BadReleaseException(
                        file,
                        "graph: not a plain network of " + signature.width()
                                + " inputs (expected: one, for the engine KERNEL; ONNX runs any)");
            }
        }
        return OnnxModel.open(file, graph, signature);
    }

    /** Returns what runs the network, never {@link Engine#AUTO}. */
    public Engine engine() {
        return model.engine();
    }

    private static RerankSignature signature(Release release, List<String> features) {
        try {
            return RerankSignature.of(release.json(SIGNATURE), features);
        } catch (IllegalArgumentException | JsonException e) {
            throw new BadReleaseException(release.file(SIGNATURE), String.valueOf(e.getMessage()), e);
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
     * @throws IllegalStateException when the runtime fails
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
            for (int from = 0; from < count; from += batch.rows()) {
                batch.score(candidates, rows, from, Math.min(batch.rows(), count - from), scores, cancellation);
            }
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
        model.close();
    }
}
