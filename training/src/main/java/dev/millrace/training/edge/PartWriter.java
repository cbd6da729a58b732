package dev.millrace.training.edge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes a part as {@code PartReader} takes it apart. One thread at a time. */
final class PartWriter {
    /** Wider codes would reach beyond four bytes from a bit within the first. */
    private static final int MAX_PACKED = 25;

    private static final int PADDING = 3;

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

    /**
     * Writes numbers &gt;= 0 in as few bits each as the largest needs, after a byte that says how wide, as
     * {@code Codes} reads them.
     */
    PartWriter codes(int[] values) {
        int largest = 0;
        for (int value : values) {
            if (value < 0) {
                throw new IllegalArgumentException("code: " + value + " (expected: >= 0)");
            }
            largest = Math.max(largest, value);
        }
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(largest);
        if (bits > MAX_PACKED) {
            bits = Integer.SIZE;
        }
        int8(bits % Byte.SIZE == 0 ? bits / Byte.SIZE : -bits);
        long held = 0;
        int have = 0;
        for (int value : values) {
            held |= (long) value << have;
            have += bits;
            for (; have >= Byte.SIZE; have -= Byte.SIZE) {
                int8((int) held);
                held >>>= Byte.SIZE;
            }
        }
        if (bits % Byte.SIZE != 0) {
            raw(held, (have + Byte.SIZE - 1) / Byte.SIZE + PADDING);
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
