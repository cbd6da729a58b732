package dev.millrace.rerank;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.millrace.cascade.candidate.Candidates;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * The input and output of one run, outside the heap, where the runtime reads and writes them in place. Grows to the
 * largest batch seen, at most {@value #MAX_ROWS} rows. Owned by one call at a time.
 */
final class Batch {
    /** More rows are scored in several runs. */
    static final int MAX_ROWS = 4096;

    private final Signature signature;
    private FloatBuffer input = allocate(0);
    private FloatBuffer output = allocate(0);

    Batch(Signature signature) {
        this.signature = signature;
    }

    private static FloatBuffer allocate(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** Copies the features of {@code rows[from .. from + size)}. */
    void fill(Candidates candidates, int[] rows, int from, int size) {
        int width = signature.width();
        if (output.capacity() < size) {
            int capacity = Math.min(MAX_ROWS, Math.max(64, Integer.highestOneBit(size) * 2));
            input = allocate(capacity * width);
            output = allocate(capacity);
        }
        input.clear().limit(size * width);
        output.clear().limit(size);
        float[] features = candidates.features();
        for (int i = 0; i < size; i++) {
            input.put(i * width, features, rows[from + i] * width, width);
        }
    }

    void run(OrtEnvironment environment, OrtSession session, int size) throws OrtException {
        long[] shape = {size, signature.width()};
        try (OnnxTensor in = OnnxTensor.createTensor(environment, input, shape);
                OnnxTensor out = OnnxTensor.createTensor(environment, output, new long[] {size});
                OrtSession.Result result =
                        session.run(Map.of(signature.input(), in), Map.of(signature.output(), out))) {
            if (result.size() != 1) {
                throw new IllegalStateException("re-ranker: " + result.size() + " outputs (expected: 1)");
            }
        }
    }

    /** Copies the scores to {@code scores[from .. from + size)}. */
    void read(float[] scores, int from, int size) {
        output.get(0, scores, from, size);
        for (int i = from; i < from + size; i++) {
            if (!Float.isFinite(scores[i])) {
                throw new IllegalStateException("re-ranker: score " + scores[i] + " (expected: a finite number)");
            }
        }
    }
}
