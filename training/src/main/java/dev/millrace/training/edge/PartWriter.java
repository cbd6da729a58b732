package dev.millrace.training.edge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes a part as {@code PartReader} takes it apart. One thread at a time. */
final class PartWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    PartWriter int8(int value) {
        bytes.write(value);
        return this;
    }

    PartWriter int32(int value) {
        return raw(value, Integer.BYTES);
    }

    PartWriter int64(long value) {
        return raw(value, Long.BYTES);
    }

    PartWriter float32(float value) {
        return int32(Float.floatToRawIntBits(value));
    }

    PartWriter float64(double value) {
        return int64(Double.doubleToRawLongBits(value));
    }

    /** Writes the lowest {@code width} bytes. */
    PartWriter raw(long value, int width) {
        for (int i = 0; i < width; i++) {
            bytes.write((int) (value >>> (8 * i)));
        }
        return this;
    }

    PartWriter raw(byte[] values) {
        bytes.writeBytes(values);
        return this;
    }

    PartWriter raw(short[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asShortBuffer().put(values);
        return raw(buffer.array());
    }

    /** Writes numbers &gt;= 0 in as few bytes each as the largest needs, after a byte that says how many. */
    PartWriter codes(int[] values) {
        int largest = 0;
        for (int value : values) {
            if (value < 0) {
                throw new IllegalArgumentException("code: " + value + " (expected: >= 0)");
            }
            largest = Math.max(largest, value);
        }
        int width = bytesFor(largest);
        int8(width);
        for (int value : values) {
            raw(value, width);
        }
        return this;
    }

    /** Returns how many bytes hold {@code 0 .. largest}. */
    static int bytesFor(long largest) {
        return (Long.SIZE - Long.numberOfLeadingZeros(largest) + 7) / 8;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
