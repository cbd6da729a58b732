package dev.millrace.finerank;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.onnxruntime.OrtException;
import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.PriorColumns;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.SequenceEncoding;
import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * Scores candidates against the user's latest events with a sequence model on ONNX Runtime, through DJL.
 *
 * <p>The history is encoded once, and not again until the user's next event while it is among the latest users; a
 * candidate costs a few dot products. Thread-safe: one native session, and one worker with its arrays for each core.
 * Each run takes one thread, the caller's; more callers than cores wait for a worker. Closed once by its owner, when no
 * request is running.
 */
public final class DjlFineRanker implements Ranker {
    /** The model of a release. */
    public static final String MODEL = "finerank/model.onnx";

    /** What the model of a release expects. */
    public static final String SIGNATURE = "finerank/signature.json";

    private final SequenceModel model;
    private final SequenceEncoding encoding;
    private final HistoryMemory memory;
    private final HistoryStates known;
    private final BlockingQueue<Worker> idle;

    private static final class Worker {
        private final SequenceRun run;
        private final long[] events;
        private final long[] types;
        private final long[] gaps;
        private final long[] key;

        Worker(SequenceRun run, int longest) {
            this.run = run;
            this.events = new long[longest];
            this.types = new long[longest];
            this.gaps = new long[longest];
            this.key = new long[longest];
        }
    }

    private DjlFineRanker(SequenceModel model, List<Worker> workers, HistoryMemory memory) {
        int longest = model.signature().maxLength();
        this.model = model;
        this.encoding = new SequenceEncoding(longest);
        this.memory = memory;
        this.known = new HistoryStates(memory.bytes(), longest, longest * model.dimension());
        this.idle = new ArrayBlockingQueue<>(workers.size(), false, workers);
    }

    /**
     * Starts DJL's engine. To be called at the start of a process that also uses ONNX Runtime directly: DJL configures
     * the one environment of the process and fails to start when it is already there. Does nothing the second time.
     */
    public static void startEngine() {
        Engine.getEngine(SequenceModel.ENGINE);
    }

    /** Opens the fine ranker of a release with a memory of its own. */
    public static DjlFineRanker open(Release release, List<String> features) {
        return open(release, features, HistoryMemory.ofHeap(HistoryMemory.SHARE));
    }

    /**
     * Opens the fine ranker of a release.
     *
     * @param release verified
     * @param features names of the feature matrix's columns
     * @param memory for the hidden states of the latest users
     * @throws BadReleaseException naming the file that does not fit
     */
    public static DjlFineRanker open(Release release, List<String> features, HistoryMemory memory) {
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
        return open(release.file(MODEL), signature, features, memory);
    }

    /** Loads a model with a memory of its own. */
    public static DjlFineRanker open(Path file, FineRankSignature signature, List<String> features) {
        return open(file, signature, features, HistoryMemory.ofHeap(HistoryMemory.SHARE));
    }

    /**
     * Loads a model.
     *
     * @param file the ONNX file, of a verified release
     * @param signature what it expects
     * @param features names of the feature matrix's columns, for priors that are one of them
     * @param memory for the hidden states of the latest users
     * @throws BadReleaseException if the file is not a model that ONNX Runtime can run, or not one of that signature
     * @throws IllegalArgumentException if the signature names a column there is not
     */
    public static DjlFineRanker open(
            Path file, FineRankSignature signature, List<String> features, HistoryMemory memory) {
        PriorColumns columns = PriorColumns.of(signature.priors(), features);
        SequenceModel model = SequenceModel.open(file, signature);
        try {
            return open(model, columns, features, memory);
        } catch (OrtException | EngineException | IllegalStateException e) {
            throw new BadReleaseException(file, "does not run: " + e.getMessage(), e);
        }
    }

    /** Takes a model over: it is closed where this fails. */
    private static DjlFineRanker open(
            SequenceModel model, PriorColumns columns, List<String> features, HistoryMemory memory)
            throws OrtException {
        List<Worker> workers = new ArrayList<>();
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                workers.add(new Worker(
                        new SequenceRun(model, columns), model.signature().maxLength()));
            }
            probe(workers.get(0), model.signature(), features.size());
            return new DjlFineRanker(model, workers, memory);
        } catch (OrtException | RuntimeException | Error e) {
            workers.forEach(worker -> worker.run.close());
            model.close();
            throw e;
        }
    }

    /** Runs the largest numbers that the signature allows, so that a graph with smaller tables is found now. */
    private static void probe(Worker worker, FineRankSignature signature, int featureWidth) throws OrtException {
        Arrays.fill(worker.events, signature.items() - 1);
        Arrays.fill(worker.types, signature.types() - 1);
        Arrays.fill(worker.gaps, SequenceEncoding.GAP_COUNT - 1);
        Cancellation never = new Cancellation();
        worker.run.encode(worker.events, worker.types, worker.gaps, signature.maxLength(), never);
        Candidates one = new Candidates();
        one.add(signature.items() - 1, 0, 0);
        one.lift(0, Tier.RERANK, 0);
        Arrays.fill(one.allocateFeatures(featureWidth), 0);
        worker.run.score(signature.maxLength(), one, new int[1], 1, new float[1], never);
    }

    @Override
    public boolean applies(Query query) {
        return !query.history().isEmpty();
    }

    @Override
    public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
        score(query, candidates, rows, count, scores, new Cancellation());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when there is no history
     * @throws CancellationException when it was told to end
     * @throws IllegalStateException when the runtime fails
     */
    @Override
    public void score(
            Query query, Candidates candidates, int[] rows, int count, float[] scores, Cancellation cancellation) {
        if (query.history().isEmpty()) {
            throw new IllegalArgumentException("history: empty (expected: at least one event)");
        }
        Worker worker = await(cancellation);
        try {
            int length = encode(worker, query, cancellation);
            worker.run.score(length, candidates, rows, count, scores, cancellation);
        } catch (OrtException e) {
            throw new IllegalStateException("fine ranker: " + e.getMessage(), e);
        } finally {
            idle.add(worker);
        }
    }

    /** Leaves the hidden states of the history in the worker and returns how many events they come from. */
    private int encode(Worker worker, Query query, Cancellation cancellation) throws OrtException {
        int length = encoding.encode(query.history(), query.nowMillis(), worker.events, worker.types, worker.gaps);
        for (int i = 0; i < length; i++) {
            worker.key[i] = HistoryStates.event(worker.events[i], worker.types[i], worker.gaps[i]);
        }
        int numbers = length * model.dimension();
        boolean wasKnown = known.read(worker.key, length, worker.run.hidden(), numbers);
        memory.count(wasKnown);
        if (!wasKnown) {
            worker.run.encode(worker.events, worker.types, worker.gaps, length, cancellation);
            known.write(worker.key, length, worker.run.hidden(), numbers);
        }
        return length;
    }

    private Worker await(Cancellation cancellation) {
        try {
            Worker worker = idle.poll();
            while (worker == null) {
                if (cancellation.cancelled()) {
                    throw new CancellationException("fine ranker: cancelled while waiting for a core");
                }
                worker = idle.poll(2, TimeUnit.MILLISECONDS);
            }
            return worker;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("fine ranker: interrupted while waiting for a core");
        }
    }

    /** Returns the device that the graph runs on, as DJL names it: {@code cpu} or {@code gpu0}. */
    public String device() {
        return model.device().isGpu()
                ? model.device().getDeviceType() + model.device().getDeviceId()
                : model.device().getDeviceType();
    }

    @Override
    public void close() {
        idle.forEach(worker -> worker.run.close());
        idle.clear();
        known.close();
        model.close();
    }
}
