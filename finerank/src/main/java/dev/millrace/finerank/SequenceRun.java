package dev.millrace.finerank;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.onnxruntime.engine.OrtNDArray;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.PriorColumns;
import dev.millrace.kernel.Inputs;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What one run at a time needs: DJL arrays over memory outside the heap, which the graph reads and writes in place. The
 * hidden states that {@link #encode} leaves are where {@link #score} reads them. An array has a fixed shape; there is
 * one for every length of a history that was seen, and one for the latest number of candidates. Owned by one call at a
 * time.
 */
final class SequenceRun implements AutoCloseable {
    private static final int MIN_CANDIDATES = 256;

    private final SequenceModel model;
    private final PriorColumns columns;
    private final Inputs standardized;
    private final int priorWidth;
    private final OrtSession.RunOptions options;
    private final Runnable terminate;
    private final LongBuffer history;
    private final LongBuffer types;
    private final LongBuffer gaps;
    private final FloatBuffer hidden;
    private final @Nullable NDArray[] histories;
    private final @Nullable NDArray[] typesOf;
    private final @Nullable NDArray[] gapsOf;
    private final @Nullable NDArray[] states;
    private final OnnxTensor encode;
    private final OnnxTensor rank;
    private LongBuffer items = longs(0);
    private ByteBuffer prior = bytes(0);
    private MemorySegment priorMemory = MemorySegment.NULL;
    private float[] raw = new float[0];
    private int[] inOrder = new int[0];
    private FloatBuffer scores = floats(0);
    private @Nullable NDArray itemArray;
    private @Nullable NDArray priorArray;
    private @Nullable NDArray scoreArray;
    private int count;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    private final Set<String> noOthers = Set.of();

    SequenceRun(SequenceModel model, PriorColumns columns) throws OrtException {
        this.model = model;
        this.columns = columns;
        this.standardized = Inputs.fastest(model.signature().standardization());
        this.priorWidth = model.signature().standardization().width();
        this.terminate = this::terminate;
        int longest = model.signature().maxLength();
        history = longs(longest);
        types = longs(longest);
        gaps = longs(longest);
        hidden = floats(longest * model.dimension());
        histories = new NDArray[longest + 1];
        typesOf = new NDArray[longest + 1];
        gapsOf = new NDArray[longest + 1];
        states = new NDArray[longest + 1];
        encode = flag(true);
        rank = flag(false);
        resize(1);
        // Last, since nobody closes them where the constructor fails.
        options = new OrtSession.RunOptions();
        // A run that is ended is no error; what fails comes as an exception.
        options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    }

    private static LongBuffer longs(int length) {
        return bytes(length * Long.BYTES).asLongBuffer();
    }

    private static FloatBuffer floats(int length) {
        return bytes(length * Float.BYTES).asFloatBuffer();
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }

    private OnnxTensor flag(boolean value) {
        return tensor(array(bytes(1).put(0, (byte) (value ? 1 : 0)), new Shape(), DataType.BOOLEAN));
    }

    private NDArray array(Buffer buffer, Shape shape, DataType type) {
        return model.manager().create(buffer, shape, type);
    }

    private static OnnxTensor tensor(@Nullable NDArray array) {
        if (!(array instanceof OrtNDArray ort)) {
            throw new IllegalStateException("array: " + array + " (expected: one of ONNX Runtime)");
        }
        return ort.getTensor();
    }

    /** The hidden states, [states x dimension]. */
    FloatBuffer hidden() {
        return hidden;
    }

    /** Runs the first half: from {@code length} events to the {@linkplain #hidden() hidden states}. */
    void encode(long[] events, long[] eventTypes, long[] eventGaps, int length, Cancellation cancellation)
            throws OrtException {
        history.put(0, events, 0, length);
        types.put(0, eventTypes, 0, length);
        gaps.put(0, eventGaps, 0, length);
        inputs.put(SequenceModel.ENCODE, encode);
        events(length);
        inputs.put(SequenceModel.HIDDEN, tensor(states(1)));
        outputs.put(SequenceModel.RESULT, tensor(states(length)));
        run(cancellation);
    }

    /**
     * Runs the second half: from the hidden states that are there to a score for each candidate.
     *
     * @param length events behind the hidden states
     */
    void score(int length, Candidates candidates, int[] rows, int size, float[] into, Cancellation cancellation)
            throws OrtException {
        resize(size);
        for (int i = 0; i < size; i++) {
            items.put(i, candidates.ordinal(rows[i]));
        }
        priors(candidates, rows, size);
        inputs.put(SequenceModel.ENCODE, rank);
        events(1);
        inputs.put(SequenceModel.HIDDEN, tensor(states(length)));
        outputs.put(SequenceModel.RESULT, tensor(scoreArray));
        run(cancellation);
        scores.get(0, into, 0, size);
    }

    private void priors(Candidates candidates, int[] rows, int size) {
        if (columns.matrix()) {
            standardized.write(candidates.features(), rows, 0, size, priorMemory);
            return;
        }
        for (int i = 0; i < size; i++) {
            columns.write(candidates, rows[i], raw, i * columns.count());
        }
        standardized.write(raw, inOrder, 0, size, priorMemory);
    }

    private void events(int length) {
        inputs.put(SequenceModel.HISTORY, tensor(ofLength(histories, history, length)));
        inputs.put(SequenceModel.TYPE, tensor(ofLength(typesOf, types, length)));
        inputs.put(SequenceModel.GAP, tensor(ofLength(gapsOf, gaps, length)));
    }

    private NDArray ofLength(@Nullable NDArray[] arrays, LongBuffer buffer, int length) {
        NDArray array = arrays[length];
        if (array == null) {
            array = array(buffer.slice(0, length), new Shape(length), DataType.INT64);
            arrays[length] = array;
        }
        return array;
    }

    private NDArray states(int size) {
        NDArray array = states[size];
        if (array == null) {
            array = array(
                    hidden.slice(0, size * model.dimension()), new Shape(size, model.dimension()), DataType.FLOAT32);
            states[size] = array;
        }
        return array;
    }

    /** Makes arrays of another size; where that fails, those there are stay open, since the inputs name them. */
    private void resize(int size) {
        if (size == count) {
            return;
        }
        count = 0;
        if (items.capacity() < size) {
            grow(Math.max(MIN_CANDIDATES, Integer.highestOneBit(size - 1) * 2));
        }
        NDArray ofItems = array(items.slice(0, size), new Shape(size), DataType.INT64);
        NDArray ofPriors =
                array(prior.asFloatBuffer().slice(0, size * priorWidth), new Shape(size, priorWidth), DataType.FLOAT32);
        NDArray ofScores = array(scores.slice(0, size), new Shape(size, 1), DataType.FLOAT32);
        inputs.put(SequenceModel.CANDIDATES, tensor(ofItems));
        inputs.put(SequenceModel.PRIOR, tensor(ofPriors));
        close(itemArray);
        close(priorArray);
        close(scoreArray);
        itemArray = ofItems;
        priorArray = ofPriors;
        scoreArray = ofScores;
        count = size;
    }

    /** Makes room for more candidates: all of it, or none where there is no memory. */
    private void grow(int capacity) {
        LongBuffer moreItems = longs(capacity);
        ByteBuffer morePrior = bytes(capacity * priorWidth * Float.BYTES);
        FloatBuffer moreScores = floats(capacity);
        if (!columns.matrix()) {
            raw = new float[capacity * columns.count()];
            inOrder = new int[capacity];
            Arrays.setAll(inOrder, i -> i);
        }
        items = moreItems;
        prior = morePrior;
        priorMemory = MemorySegment.ofBuffer(morePrior);
        scores = moreScores;
    }

    private static void close(@Nullable NDArray array) {
        if (array != null) {
            array.close();
        }
    }

    private void run(Cancellation cancellation) throws OrtException {
        cancellation.during(terminate);
        try {
            model.session().run(inputs, noOthers, outputs, options).close();
        } catch (OrtException e) {
            if (cancellation.cancelled()) {
                throw (CancellationException) new CancellationException("fine ranker: cancelled").initCause(e);
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

    /** Frees the options; the arrays are the manager's. */
    @Override
    public void close() {
        options.close();
    }
}
