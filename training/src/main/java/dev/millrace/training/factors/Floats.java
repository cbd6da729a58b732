package dev.millrace.training.factors;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Float arrays in checkpoints, big-endian. */
final class Floats {
    private static final int CHUNK = 1 << 14;

    private Floats() {}

    static void write(DataOutput out, float[] values) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Float.BYTES);
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            buffer.asFloatBuffer().put(values, from, count);
            out.write(buffer.array(), 0, count * Float.BYTES);
        }
    }

    static void read(DataInput in, float[] values) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Float.BYTES);
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            in.readFully(buffer.array(), 0, count * Float.BYTES);
            buffer.asFloatBuffer().get(values, from, count);
        }
    }
}
