package dev.millrace.edge.rerank;

import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.Standardization;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stage 2 in plain Java: standardizes a candidate's features and scores them with a small network, one candidate after
 * the other. Thread-safe; scratch is pooled. Holds nothing that needs closing.
 */
public final class MlpReranker implements Ranker {
    private static final int RUN = 64;

    private final Standardization standardization;
    private final MlpWeights weights;
    private final Queue<Scratch> pool = new ConcurrentLinkedQueue<>();

    /**
     * Creates a re-ranker.
     *
     * @throws IllegalArgumentException if the weights want other inputs than the standardization makes
     */
    public MlpReranker(Standardization standardization, MlpWeights weights) {
        if (standardization.width() != weights.width()) {
            throw new IllegalArgumentException(
                    "inputs: " + weights.width() + " (expected: " + standardization.width() + ", from the signature)");
        }
        this.standardization = standardization;
        this.weights = weights;
    }

    private static final class Scratch {
        private final float[] inputs;
        private final float[] hidden1;
        private final float[] hidden2;

        Scratch(MlpWeights weights) {
            inputs = new float[weights.width()];
            hidden1 = new float[weights.first()];
            hidden2 = new float[weights.second()];
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
     */
    @Override
    public void score(
            Query query, Candidates candidates, int[] rows, int count, float[] scores, Cancellation cancellation) {
        int features = standardization.features();
        if (candidates.featureWidth() != features) {
            throw new IllegalArgumentException(
                    "features: " + candidates.featureWidth() + " (expected: " + features + ")");
        }
        Scratch scratch = pool.poll();
        if (scratch == null) {
            scratch = new Scratch(weights);
        }
        float[] matrix = candidates.features();
        for (int i = 0; i < count; i++) {
            if (i % RUN == 0 && cancellation.cancelled()) {
                throw new CancellationException("re-ranker: cancelled");
            }
            Inputs.write(standardization, matrix, rows[i] * features, scratch.inputs);
            scores[i] = weights.score(scratch.inputs, scratch.hidden1, scratch.hidden2);
        }
        pool.add(scratch);
    }

    @Override
    public void close() {
        pool.clear();
    }
}
