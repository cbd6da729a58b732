package dev.millrace.benchmarks;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.retrieval.dense.ExactIndex;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the data of {@link RetrievalBenchmark} for peers that are not on the JVM, see {@code benchmarks/peers}:
 * little-endian, items, dimension, queries and best of each (int), then the items' vectors, the queries' vectors and the
 * best items of each query. Stateless.
 */
public final class RetrievalDataFile {
    private static final int QUERIES = 256;
    private static final int BEST = 1_000;

    private RetrievalDataFile() {}

    /** Takes the number of items, the dimension and the file to write. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("arguments: " + arguments.length + " (expected: ITEMS DIMENSION FILE)");
        }
        int items = Integer.parseInt(arguments[0]);
        int dimension = Integer.parseInt(arguments[1]);
        RetrievalData data = new RetrievalData(items, dimension);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[2])))) {
            ints(out, items, dimension, QUERIES, BEST);
            floats(out, data.items().values());
            for (int i = 0; i < QUERIES; i++) {
                floats(out, data.query(i));
            }
            ExactIndex exact = new ExactIndex(data.items());
            TopItems top = new TopItems(BEST);
            for (int i = 0; i < QUERIES; i++) {
                top.reset(BEST);
                exact.search(data.query(i), Eligible.everything(items), top);
                for (int rank = 0; rank < BEST; rank++) {
                    ints(out, top.ordinal(rank));
                }
            }
        }
    }

    private static void ints(OutputStream out, int... values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        out.write(bytes.array());
    }

    private static void floats(OutputStream out, float[] values) throws IOException {
        int chunk = 1 << 16;
        for (int at = 0; at < values.length; at += chunk) {
            int count = Math.min(chunk, values.length - at);
            ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values, at, count);
            out.write(bytes.array());
        }
    }
}
