package dev.millrace.edge.onnx;

import ai.onnxruntime.OrtException;
import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.PriorColumns;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.Standardization;
import dev.millrace.edge.rerank.Forgetful;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stage 3 on ONNX Runtime: scores candidates against the user's latest events with a sequence model. The history is
 * encoded once, and not again until the next event or {@link #forget}. Thread-safe; buffers are pooled. Owns the graph,
 * which {@link #close} ends once.
 */
public final class OnnxFineRanker implements Ranker, Forgetful {
    private final Graph graph;
    private final SequenceShape shape;
    private final PriorColumns priors;
    private final Standardization standardization;
    private final Deque<SequenceRun> pool = new ArrayDeque<>();
    private int generation;

    private OnnxFineRanker(Graph graph, SequenceShape shape, PriorColumns priors, Standardization standardization) {
        this.graph = graph;
        this.shape = shape;
        this.priors = priors;
        this.standardization = standardization;
    }

    /**
     * Loads a graph and runs it once.
     *
     * @param items number of items that the bundle has
     * @param features names of the feature matrix's columns
     * @throws IllegalArgumentException when it cannot be loaded, does not run or is of another signature
     */
    public static OnnxFineRanker open(byte[] model, FineRankSignature signature, int items, List<String> features) {
        if (signature.items() != items) {
            throw new IllegalArgumentException(
                    "items: " + signature.items() + " (expected: " + items + ", that of the bundle)");
        }
        PriorColumns priors = PriorColumns.of(signature.priors(), features);
        Graph graph = Graph.open("fine ranker", model);
        try {
            OnnxFineRanker ranker =
                    new OnnxFineRanker(graph, SequenceShape.of(graph, signature), priors, signature.standardization());
            ranker.probe(items, signature.types());
            return ranker;
        } catch (OrtException | IllegalStateException e) {
            graph.close();
            throw new IllegalArgumentException("fine ranker: does not run: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            graph.close();
            throw e;
        }
    }

    private void probe(int items, int types) throws OrtException {
        SequenceRun run = newRun();
        try {
            run.probe(items, types);
        } catch (OrtException | RuntimeException | Error e) {
            run.close();
            throw e;
        }
        giveBack(run);
    }

    private SequenceRun newRun() throws OrtException {
        return new SequenceRun(generation(), graph, shape, priors, standardization);
    }

    private synchronized int generation() {
        return generation;
    }

    private synchronized @Nullable SequenceRun idle() {
        return pool.poll();
    }

    private synchronized void giveBack(SequenceRun run) {
        if (run.generation() == generation) {
            pool.push(run);
        } else {
            run.close();
        }
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
     * @throws java.util.concurrent.CancellationException when it was told to end
     * @throws IllegalStateException when the runtime fails
     */
    @Override
    public void score(
            Query query, Candidates candidates, int[] rows, int count, float[] scores, Cancellation cancellation) {
        if (query.history().isEmpty()) {
            throw new IllegalArgumentException("history: empty (expected: at least one event)");
        }
        try {
            SequenceRun run = idle();
            if (run == null) {
                run = newRun();
            }
            try {
                run.score(query, candidates, rows, count, scores, cancellation);
            } finally {
                giveBack(run);
            }
        } catch (OrtException e) {
            throw graph.failed(e);
        }
    }

    @Override
    public synchronized void forget() {
        generation++;
        closeIdle();
    }

    private void closeIdle() {
        for (SequenceRun run = pool.poll(); run != null; run = pool.poll()) {
            run.close();
        }
    }

    @Override
    public synchronized void close() {
        closeIdle();
        graph.close();
    }
}
