package dev.millrace.edge.onnx;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** Memory outside the heap. Stateless. */
final class Memory {
    private Memory() {}

    static FloatBuffer floats(int length) {
        return bytes(length * Float.BYTES).asFloatBuffer();
    }

    static LongBuffer longs(int length) {
        return bytes(length * Long.BYTES).asLongBuffer();
    }

    static ByteBuffer bytes(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }

    /** Returns the first {@code length} numbers, the same memory. */
    static FloatBuffer first(FloatBuffer buffer, int length) {
        FloatBuffer view = buffer.duplicate();
        ((Buffer) view).position(0);
        ((Buffer) view).limit(length);
        return view.slice();
    }

    /** Returns the first {@code length} numbers, the same memory. */
    static LongBuffer first(LongBuffer buffer, int length) {
        LongBuffer view = buffer.duplicate();
        ((Buffer) view).position(0);
        ((Buffer) view).limit(length);
        return view.slice();
    }

    /** Returns the least power of two that is at least {@code size} and {@code least}. */
    static int capacity(int size, int least) {
        return size <= least ? least : Integer.highestOneBit(size - 1) * 2;
    }
}
