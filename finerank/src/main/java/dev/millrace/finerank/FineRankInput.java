package dev.millrace.finerank;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.SequenceEncoding;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * The model inputs of one request, in arrays that a worker uses again. Arrays may be longer than what they hold. One
 * thread at a time.
 */
final class FineRankInput {
    private final SequenceEncoding encoding;
    private final PriorColumns columns;
    private final long[] history;
    private final long[] types;
    private final long[] gaps;
    private long[] items = new long[0];
    private float[] prior = new float[0];
    private int length;
    private int count;

    FineRankInput(SequenceEncoding encoding, PriorColumns columns) {
        this.encoding = encoding;
        this.columns = columns;
        history = new long[encoding.maxLength()];
        types = new long[encoding.maxLength()];
        gaps = new long[encoding.maxLength()];
    }

    void fill(Query query, Candidates candidates, int[] rows, int size) {
        length = encoding.encode(query.history(), query.nowMillis(), history, types, gaps);
        count = size;
        if (items.length < size) {
            items = new long[size];
            prior = new float[size * columns.count()];
        }
        for (int i = 0; i < size; i++) {
            items[i] = candidates.ordinal(rows[i]);
            columns.write(candidates, rows[i], prior, i * columns.count());
        }
    }

    /** Returns the inputs in the order of the graph. */
    NDList toList(NDManager manager) {
        Shape events = new Shape(1, length);
        return new NDList(
                manager.create(LongBuffer.wrap(history, 0, length), events, DataType.INT64),
                manager.create(LongBuffer.wrap(types, 0, length), events, DataType.INT64),
                manager.create(LongBuffer.wrap(gaps, 0, length), events, DataType.INT64),
                manager.create(LongBuffer.wrap(items, 0, count), new Shape(count), DataType.INT64),
                manager.create(
                        FloatBuffer.wrap(prior, 0, count * columns.count()),
                        new Shape(count, columns.count()),
                        DataType.FLOAT32));
    }
}
