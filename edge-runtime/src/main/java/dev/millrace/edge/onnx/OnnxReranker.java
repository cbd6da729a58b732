package dev.millrace.edge.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.RerankSignature;
import dev.millrace.cascade.feature.Standardization;
import dev.millrace.edge.rerank.Inputs;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Stage 2 on ONNX Runtime. Thread-safe; buffers are pooled. Owns the graph, which {@link #close} ends once. */
public final class OnnxReranker implements Ranker {
    private static final int MIN_ROWS = 256;

    private final Graph graph;
    private final RerankSignature signature;
    private final Queue<Batch> pool = new ConcurrentLinkedQueue<>();

    private OnnxReranker(Graph graph, RerankSignature signature) {
        this.graph = graph;
        this.signature = signature;
    }

    /**
     * Loads a graph.
     *
     * @throws IllegalArgumentException when it cannot be loaded or its input or output are others
     */
    public static OnnxReranker open(byte[] model, RerankSignature signature) {
        Graph graph = Graph.open("re-ranker", model);
        try {
            graph.expectNames("inputs", graph.inputs(), Collections.singleton(signature.input()));
            graph.expectNames("outputs", graph.outputs(), Collections.singleton(signature.output()));
            int width = signature.standardization().width();
            graph.expect(graph.inputs(), signature.input(), OnnxJavaType.FLOAT, -1, width);
            graph.expect(graph.outputs(), signature.output(), OnnxJavaType.FLOAT, -1);
            return new OnnxReranker(graph, signature);
        } catch (RuntimeException | Error e) {
            graph.close();
            throw e;
        }
    }

    /** The memory of one run at a time. */
    private final class Batch {
        private final OrtSession.RunOptions options;
        private final Map<String, OnnxTensor> in = new HashMap<>();
        private final Map<String, OnnxTensor> out = new HashMap<>();
        private final float[] row = new float[signature.standardization().width()];
        private FloatBuffer input = Memory.floats(0);
        private FloatBuffer output = Memory.floats(0);
        private @Nullable OnnxTensor inputTensor;
        private @Nullable OnnxTensor outputTensor;
        private int rows;

        Batch() throws OrtException {
            options = Graph.options();
        }

        void score(Candidates candidates, int[] rowNumbers, int count, float[] scores, Cancellation cancellation)
                throws OrtException {
            resize(count);
            Standardization standardization = signature.standardization();
            ((Buffer) input).clear();
            for (int i = 0; i < count; i++) {
                Inputs.write(standardization, candidates.features(), rowNumbers[i] * standardization.features(), row);
                input.put(row);
            }
            graph.run(in, out, options, cancellation);
            ((Buffer) output).clear();
            output.get(scores, 0, count);
        }

        private void resize(int size) throws OrtException {
            if (size == rows) {
                return;
            }
            closeTensors();
            rows = 0;
            if (output.capacity() < size) {
                int capacity = Memory.capacity(size, MIN_ROWS);
                input = Memory.floats(capacity * row.length);
                output = Memory.floats(capacity);
            }
            inputTensor = OnnxTensor.createTensor(
                    graph.environment(), Memory.first(input, size * row.length), new long[] {size, row.length});
            outputTensor = OnnxTensor.createTensor(graph.environment(), Memory.first(output, size), new long[] {size});
            in.put(signature.input(), inputTensor);
            out.put(signature.output(), outputTensor);
            rows = size;
        }

        private void closeTensors() {
            if (inputTensor != null) {
                inputTensor.close();
                inputTensor = null;
            }
            if (outputTensor != null) {
                outputTensor.close();
                outputTensor = null;
            }
        }

        void close() {
            closeTensors();
            options.close();
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
     * @throws java.util.concurrent.CancellationException when it was told to end
     * @throws IllegalStateException when the runtime fails
     */
    @Override
    public void score(
            Query query, Candidates candidates, int[] rows, int count, float[] scores, Cancellation cancellation) {
        int features = signature.standardization().features();
        if (candidates.featureWidth() != features) {
            throw new IllegalArgumentException(
                    "features: " + candidates.featureWidth() + " (expected: " + features + ")");
        }
        try {
            Batch batch = pool.poll();
            if (batch == null) {
                batch = new Batch();
            }
            try {
                batch.score(candidates, rows, count, scores, cancellation);
            } finally {
                pool.add(batch);
            }
        } catch (OrtException e) {
            throw graph.failed(e);
        }
    }

    @Override
    public void close() {
        for (Batch batch = pool.poll(); batch != null; batch = pool.poll()) {
            batch.close();
        }
        graph.close();
    }
}
