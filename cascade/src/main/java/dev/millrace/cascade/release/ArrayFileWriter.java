package dev.millrace.cascade.release;

import dev.millrace.cascade.file.FileWriteException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes named primitive arrays into one file, read back by {@link ArrayFile}.
 *
 * <p>Format, little-endian: the magic {@value #MAGIC} (int), then for each array its name (short length, UTF-8), type
 * (byte, see {@link ArrayType}), count (long) and elements; strings are an int length and UTF-8 each. Equal arrays give
 * equal bytes. One thread at a time; the caller closes it.
 */
public final class ArrayFileWriter implements Closeable {
    static final int MAGIC = 0x3146524d; // "MRF1"

    /** Bytes of a line of memory. */
    static final int LINE = 64;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private long flushed;

    /** Creates the file, which must not exist. */
    public ArrayFileWriter(Path file) throws IOException {
        this.file = file;
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        buffer.putInt(MAGIC);
    }

    /** Writes an array of int32. */
    public ArrayFileWriter ints(String name, int... values) throws IOException {
        header(name, ArrayType.INT32, values.length);
        for (int value : values) {
            room(4).putInt(value);
        }
        return this;
    }

    /** Writes an array of int64. */
    public ArrayFileWriter longs(String name, long... values) throws IOException {
        header(name, ArrayType.INT64, values.length);
        for (long value : values) {
            room(8).putLong(value);
        }
        return this;
    }

    /** Writes an array of float32. */
    public ArrayFileWriter floats(String name, float... values) throws IOException {
        header(name, ArrayType.FLOAT32, values.length);
        for (float value : values) {
            room(4).putFloat(value);
        }
        return this;
    }

    /**
     * Writes an array of float32 whose first number lies at a multiple of {@value #LINE} bytes, so that rows of whole
     * lines of memory lie in no more of them once the file is mapped. What comes before it is filled with an array of
     * int8 that nobody reads.
     */
    public ArrayFileWriter alignedFloats(String name, float... values) throws IOException {
        String gap = name + ".gap";
        long begin = flushed + buffer.position() + headerBytes(gap) + headerBytes(name);
        return bytes(gap, new byte[(int) Math.floorMod(-begin, (long) LINE)]).floats(name, values);
    }

    /** Writes an array of float64. */
    public ArrayFileWriter doubles(String name, double... values) throws IOException {
        header(name, ArrayType.FLOAT64, values.length);
        for (double value : values) {
            room(8).putDouble(value);
        }
        return this;
    }

    /** Writes an array of int8. */
    public ArrayFileWriter bytes(String name, byte... values) throws IOException {
        header(name, ArrayType.INT8, values.length);
        for (byte value : values) {
            room(1).put(value);
        }
        return this;
    }

    /** Writes an array of strings. */
    public ArrayFileWriter strings(String name, List<String> values) throws IOException {
        header(name, ArrayType.STRING, values.size());
        for (String value : values) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            room(4).putInt(utf8.length);
            raw(utf8);
        }
        return this;
    }

    private static int headerBytes(String name) {
        return Short.BYTES + name.getBytes(StandardCharsets.UTF_8).length + Byte.BYTES + Long.BYTES;
    }

    private void header(String name, ArrayType type, long count) throws IOException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        room(2).putShort((short) utf8.length);
        raw(utf8);
        room(9).put((byte) type.ordinal()).putLong(count);
    }

    private void raw(byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; ) {
            ByteBuffer room = room(1);
            int length = Math.min(room.remaining(), bytes.length - at);
            room.put(bytes, at, length);
            at += length;
        }
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    /** Flips through the supertype: Android 8 has no {@code ByteBuffer.flip()} that returns a ByteBuffer. */
    static void flip(Buffer buffer) {
        buffer.flip();
    }

    private void flush() throws IOException {
        flip(buffer);
        try {
            while (buffer.hasRemaining()) {
                flushed += channel.write(buffer);
            }
        } catch (IOException e) {
            throw new FileWriteException(file, e);
        }
        buffer.compact();
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }
}
