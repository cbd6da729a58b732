package dev.millrace.rerank;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.RerankSignature;
import dev.millrace.kernel.Inputs;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The input and output of one run, outside the heap, where the runtime reads and writes them in place. Grows to the
 * largest batch seen, at most {@value #MAX_ROWS} rows; the tensors over it last until a batch of another size. Owned by
 * one call at a time; closed once by the owner of the pool.
 */
final class OnnxBatch implements Batch {
    /** More rows are scored in several runs. */
    private static final int MAX_ROWS = 4096;

    private static final int MIN_ROWS = 256;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final RerankSignature signature;
    private final Inputs inputs;
    private final OrtSession.RunOptions options;
    private final Runnable terminate = this::terminate;
    private final Map<String, OnnxTensor> in = new HashMap<>();
    private final Map<String, OnnxTensor> out = new HashMap<>();
    private final Set<String> noOthers = Set.of();
    private FloatBuffer input = FloatBuffer.allocate(0);
    private FloatBuffer output = FloatBuffer.allocate(0);
    private MemorySegment inputMemory = MemorySegment.NULL;
    private @Nullable OnnxTensor inputTensor;
    private @Nullable OnnxTensor outputTensor;
    private int rows;

    OnnxBatch(OrtEnvironment environment, OrtSession session, RerankSignature signature, Inputs inputs) {
        this.environment = environment;
        this.session = session;
        this.signature = signature;
        this.inputs = inputs;
        options = options();
    }

    private static OrtSession.RunOptions options() {
        try {
            OrtSession.RunOptions options = new OrtSession.RunOptions();
            // A run that is ended is no error; what fails comes as an exception.
            options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return options;
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(OrtException e) {
        return new IllegalStateException("re-ranker: " + e.getMessage(), e);
    }

    @Override
    public int rows() {
        return MAX_ROWS;
    }

    @Override
    public void score(
            Candidates candidates, int[] rowNumbers, int from, int size, float[] scores, Cancellation cancellation) {
        try {
            resize(size);
            inputs.write(candidates.features(), rowNumbers, from, size, inputMemory);
            run(cancellation);
        } catch (OrtException e) {
            throw failed(e);
        }
        output.get(0, scores, from, size);
    }

    private void resize(int size) throws OrtException {
        if (size == rows) {
            return;
        }
        closeTensors();
        rows = 0;
        int width = signature.width();
        if (output.capacity() < size) {
            int capacity = Math.min(MAX_ROWS, Math.max(MIN_ROWS, Integer.highestOneBit(size - 1) * 2));
            ByteBuffer bytes = direct(capacity * width);
            input = bytes.asFloatBuffer();
            inputMemory = MemorySegment.ofBuffer(bytes);
            output = direct(capacity).asFloatBuffer();
        }
        inputTensor = OnnxTensor.createTensor(environment, input.slice(0, size * width), new long[] {size, width});
        outputTensor = OnnxTensor.createTensor(environment, output.slice(0, size), new long[] {size});
        in.put(signature.input(), inputTensor);
        out.put(signature.output(), outputTensor);
        rows = size;
    }

    private static ByteBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    private void run(Cancellation cancellation) throws OrtException {
        cancellation.during(terminate);
        try {
            session.run(in, noOthers, out, options).close();
        } catch (OrtException e) {
            if (cancellation.cancelled()) {
                throw (CancellationException) new CancellationException("re-ranker: cancelled").initCause(e);
            }
            throw e;
        } finally {
            cancellation.done();
            if (cancellation.cancelled()) {
                options.setTerminate(false);
            }
        }
    }

    private void terminate() {
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            // The run goes on to its own end, as one that takes no notice.
        }
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

    @Override
    public void close() {
        closeTensors();
        options.close();
    }
}
