package dev.millrace.finerank;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.SequenceEncoding;
import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Scores candidates against the user's latest events with a sequence model on ONNX Runtime, through DJL.
 *
 * <p>The history is encoded once a request; a candidate costs a few dot products. Thread-safe: one native session, and a
 * predictor with its arrays for every request that runs at the same time, used again by later ones. Each run takes one
 * thread, the caller's. Closed once by its owner, when no request is running.
 */
public final class DjlFineRanker implements Ranker {
    /** The model of a release. */
    public static final String MODEL = "finerank/model.onnx";

    /** What the model of a release expects. */
    public static final String SIGNATURE = "finerank/signature.json";

    private static final String ENGINE = "OnnxRuntime";

    private final ZooModel<FineRankInput, float[]> model;
    private final SequenceEncoding encoding;
    private final PriorColumns columns;
    private final Queue<Worker> idle = new ConcurrentLinkedQueue<>();

    private record Worker(Predictor<FineRankInput, float[]> predictor, FineRankInput input) {}

    private DjlFineRanker(ZooModel<FineRankInput, float[]> model, SequenceEncoding encoding, PriorColumns columns) {
        this.model = model;
        this.encoding = encoding;
        this.columns = columns;
    }

    /**
     * Starts DJL's engine. To be called at the start of a process that also uses ONNX Runtime directly: DJL configures the
     * one environment of the process and fails to start when it is already there. Does nothing the second time.
     */
    public static void startEngine() {
        Engine.getEngine(ENGINE);
    }

    /**
     * Opens the fine ranker of a release.
     *
     * @param release verified
     * @param features names of the feature matrix's columns
     * @throws BadReleaseException naming the file that does not fit
     */
    public static DjlFineRanker open(Release release, List<String> features) {
        FineRankSignature signature;
        try {
            signature = FineRankSignature.fromJson(release.json(SIGNATURE));
            PriorColumns.of(signature.priors(), features);
        } catch (IllegalArgumentException | JsonException e) {
            throw new BadReleaseException(release.file(SIGNATURE), String.valueOf(e.getMessage()), e);
        }
        if (signature.items() != release.manifest().items()) {
            throw new BadReleaseException(
                    release.file(SIGNATURE),
                    "items: " + signature.items() + " (expected: "
                            + release.manifest().items() + ", from the manifest)");
        }
        return open(release.file(MODEL), signature, features);
    }

    /**
     * Loads a model.
     *
     * @param file the ONNX file, of a verified release
     * @param signature what it expects
     * @param features names of the feature matrix's columns, for priors that are one of them
     * @throws BadReleaseException if the file is not a model that ONNX Runtime can run
     * @throws IllegalArgumentException if the signature names a column there is not
     */
    public static DjlFineRanker open(Path file, FineRankSignature signature, List<String> features) {
        PriorColumns columns = PriorColumns.of(signature.priors(), features);
        Criteria<FineRankInput, float[]> criteria = Criteria.builder()
                .setTypes(FineRankInput.class, float[].class)
                .optEngine(ENGINE)
                .optModelPath(file.toAbsolutePath())
                .optTranslator(new FineRankTranslator())
                .optOption("intraOpNumThreads", "1")
                .optOption("interOpNumThreads", "1")
                .build();
        try {
            return new DjlFineRanker(criteria.loadModel(), new SequenceEncoding(signature.maxLength()), columns);
        } catch (IOException | ModelNotFoundException | MalformedModelException e) {
            throw new BadReleaseException(file, "is not a fine ranker: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean applies(Query query) {
        return !query.history().isEmpty();
    }

    @Override
    public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
        if (query.history().isEmpty()) {
            throw new IllegalArgumentException("history: empty (expected: at least one event)");
        }
        Worker worker = idle.poll();
        if (worker == null) {
            worker = new Worker(model.newPredictor(), new FineRankInput(encoding, columns));
        }
        try {
            worker.input().fill(query, candidates, rows, count);
            System.arraycopy(worker.predictor().predict(worker.input()), 0, scores, 0, count);
        } catch (TranslateException e) {
            throw new IllegalStateException("fine ranker: " + e.getMessage(), e);
        } finally {
            idle.add(worker);
        }
    }

    @Override
    public void close() {
        idle.forEach(worker -> worker.predictor().close());
        idle.clear();
        model.close();
    }
}
