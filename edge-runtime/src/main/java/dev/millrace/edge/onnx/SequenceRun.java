package dev.millrace.edge.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.PriorColumns;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.SequenceEncoding;
import dev.millrace.cascade.feature.Standardization;
import dev.millrace.edge.rerank.Inputs;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one run at a time of a sequence model. The hidden states that encoding a history leaves stay here, and
 * are used again as long as the history is the same. Closed once by its owner.
 */
final class SequenceRun {
    private static final int MIN_CANDIDATES = 128;

    private final int generation;
    private final Graph graph;
    private final SequenceShape shape;
    private final SequenceEncoding encoding;
    private final PriorColumns priors;
    private final OrtSession.RunOptions options;
    private final long[] events;
    private final long[] types;
    private final long[] gaps;
    private final long[][] known;
    private int knownLength = -1;
    private final LongBuffer[] history;
    private final FloatBuffer hidden;
    private final Standardization standardization;
    private final float[] rawRow;
    private final float[] priorRow;
    private final OnnxTensor encode;
    private final OnnxTensor rank;
    private final @Nullable OnnxTensor[][] eventTensors;
    private final @Nullable OnnxTensor[] stateTensors;
    private LongBuffer items = Memory.longs(0);
    private FloatBuffer prior = Memory.floats(0);
    private FloatBuffer scores = Memory.floats(0);
    private @Nullable OnnxTensor itemTensor;
    private @Nullable OnnxTensor priorTensor;
    private @Nullable OnnxTensor scoreTensor;
    private int count;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();

    /** @param generation how often its owner had forgotten when it was made */
    SequenceRun(int generation, Graph graph, SequenceShape shape, PriorColumns priors, Standardization standardization)
            throws OrtException {
        this.generation = generation;
        this.graph = graph;
        this.shape = shape;
        this.priors = priors;
        this.standardization = standardization;
        int longest = shape.maxLength();
        encoding = new SequenceEncoding(longest);
        options = Graph.options();
        events = new long[longest];
        types = new long[longest];
        gaps = new long[longest];
        known = new long[][] {new long[longest], new long[longest], new long[longest]};
        history = new LongBuffer[] {Memory.longs(longest), Memory.longs(longest), Memory.longs(longest)};
        hidden = Memory.floats(longest * shape.dimension());
        eventTensors = new OnnxTensor[history.length][longest + 1];
        stateTensors = new OnnxTensor[longest + 1];
        rawRow = new float[priors.count()];
        priorRow = new float[standardization.width()];
        encode = flag(true);
        rank = flag(false);
        resize(1);
    }

    int generation() {
        return generation;
    }

    private OnnxTensor flag(boolean value) throws OrtException {
        ByteBuffer bytes = Memory.bytes(1);
        bytes.put(0, (byte) (value ? 1 : 0));
        return OnnxTensor.createTensor(graph.environment(), bytes, new long[0], OnnxJavaType.BOOL);
    }

    /** Scores candidates against a history that is not empty. */
    void score(Query query, Candidates candidates, int[] rows, int size, float[] into, Cancellation cancellation)
            throws OrtException {
        int length = encoding.encode(query.history(), query.nowMillis(), events, types, gaps);
        encode(length, cancellation);
        resize(size);
        ((Buffer) items).clear();
        ((Buffer) prior).clear();
        for (int i = 0; i < size; i++) {
            items.put(candidates.ordinal(rows[i]));
            priors.write(candidates, rows[i], rawRow, 0);
            Inputs.write(standardization, rawRow, 0, priorRow);
            prior.put(priorRow);
        }
        inputs.put(SequenceShape.ENCODE, rank);
        putHistory(1);
        inputs.put(SequenceShape.HIDDEN, states(length));
        outputs.put(SequenceShape.RESULT, scoreTensor());
        graph.run(inputs, outputs, options, cancellation);
        ((Buffer) scores).clear();
        scores.get(into, 0, size);
    }

    /** Leaves the hidden states of the history, which are those of the last time where it is the same. */
    private void encode(int length, Cancellation cancellation) throws OrtException {
        if (length == knownLength && same(events, 0, length) && same(types, 1, length) && same(gaps, 2, length)) {
            return;
        }
        knownLength = -1;
        put(events, 0, length);
        put(types, 1, length);
        put(gaps, 2, length);
        inputs.put(SequenceShape.ENCODE, encode);
        putHistory(length);
        inputs.put(SequenceShape.HIDDEN, states(1));
        outputs.put(SequenceShape.RESULT, states(length));
        graph.run(inputs, outputs, options, cancellation);
        knownLength = length;
    }

    private boolean same(long[] numbers, int which, int length) {
        for (int i = 0; i < length; i++) {
            if (numbers[i] != known[which][i]) {
                return false;
            }
        }
        return true;
    }

    private void put(long[] numbers, int which, int length) {
        System.arraycopy(numbers, 0, known[which], 0, length);
        ((Buffer) history[which]).clear();
        history[which].put(numbers, 0, length);
    }

    private void putHistory(int length) throws OrtException {
        inputs.put(SequenceShape.HISTORY, events(0, length));
        inputs.put(SequenceShape.TYPE, events(1, length));
        inputs.put(SequenceShape.GAP, events(2, length));
    }

    /** A tensor over fixed memory has a fixed length; there is one for every length that was seen. */
    private OnnxTensor events(int which, int length) throws OrtException {
        OnnxTensor tensor = eventTensors[which][length];
        if (tensor == null) {
            tensor = OnnxTensor.createTensor(
                    graph.environment(), Memory.first(history[which], length), new long[] {length});
            eventTensors[which][length] = tensor;
        }
        return tensor;
    }

    private OnnxTensor states(int size) throws OrtException {
        OnnxTensor tensor = stateTensors[size];
        if (tensor == null) {
            tensor = OnnxTensor.createTensor(
                    graph.environment(),
                    Memory.first(hidden, size * shape.dimension()),
                    new long[] {size, shape.dimension()});
            stateTensors[size] = tensor;
        }
        return tensor;
    }

    private void resize(int size) throws OrtException {
        if (size == count) {
            return;
        }
        closeBatch();
        count = 0;
        if (items.capacity() < size) {
            int capacity = Memory.capacity(size, MIN_CANDIDATES);
            items = Memory.longs(capacity);
            prior = Memory.floats(capacity * priorRow.length);
            scores = Memory.floats(capacity);
        }
        itemTensor = OnnxTensor.createTensor(graph.environment(), Memory.first(items, size), new long[] {size});
        priorTensor = OnnxTensor.createTensor(
                graph.environment(), Memory.first(prior, size * priorRow.length), new long[] {size, priorRow.length});
        scoreTensor = OnnxTensor.createTensor(graph.environment(), Memory.first(scores, size), new long[] {size, 1});
        inputs.put(SequenceShape.CANDIDATES, itemTensor);
        inputs.put(SequenceShape.PRIOR, priorTensor);
        count = size;
    }

    private OnnxTensor scoreTensor() {
        if (scoreTensor == null) {
            throw new IllegalStateException("fine ranker: no candidates");
        }
        return scoreTensor;
    }

    /** Runs the largest numbers that the signature allows, so that a graph with smaller tables is found now. */
    void probe(int items, int typeCount) throws OrtException {
        int longest = shape.maxLength();
        Arrays.fill(events, items - 1);
        Arrays.fill(types, typeCount - 1);
        Arrays.fill(gaps, SequenceEncoding.GAP_COUNT - 1);
        Cancellation never = new Cancellation();
        encode(longest, never);
        this.items.put(0, items - 1);
        for (int i = 0; i < priorRow.length; i++) {
            prior.put(i, 0);
        }
        inputs.put(SequenceShape.ENCODE, rank);
        putHistory(1);
        inputs.put(SequenceShape.HIDDEN, states(longest));
        outputs.put(SequenceShape.RESULT, scoreTensor());
        graph.run(inputs, outputs, options, never);
        knownLength = -1;
    }

    private void closeBatch() {
        close(itemTensor);
        close(priorTensor);
        close(scoreTensor);
    }

    private static void close(@Nullable OnnxTensor tensor) {
        if (tensor != null) {
            tensor.close();
        }
    }

    void close() {
        closeBatch();
        for (@Nullable OnnxTensor[] tensors : eventTensors) {
            for (@Nullable OnnxTensor tensor : tensors) {
                close(tensor);
            }
        }
        for (@Nullable OnnxTensor tensor : stateTensors) {
            close(tensor);
        }
        encode.close();
        rank.close();
        options.close();
    }
}
