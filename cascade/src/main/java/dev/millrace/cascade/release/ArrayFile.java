package dev.millrace.cascade.release;

import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Named primitive arrays read from a file that {@link ArrayFileWriter} wrote. Immutable and thread-safe; the arrays
 * handed out are the only copy and read only. One of float32 may be left in the file, to be mapped where it lies.
 *
 * <p>A file that does not keep the format is refused with a {@link BadReleaseException}; a count that claims more
 * elements than the file has bytes is refused before anything is allocated for it.
 */
public final class ArrayFile {
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private final Path file;
    private final Map<String, Object> arrays = new HashMap<>();

    private ArrayFile(Path file) {
        this.file = file;
    }

    /**
     * Where an array of float32 lies, little-endian. Immutable.
     *
     * @param file the file
     * @param offset of its first number, in bytes; a multiple of {@value ArrayFileWriter#LINE} where it was written so
     * @param count of its numbers, which may be more than an array on the heap has
     */
    public record Span(Path file, long offset, long count) {
        /** Reads the numbers onto the heap. */
        public float[] read() {
            if (count > LONGEST) {
                throw new BadReleaseException(file, "numbers: " + count + " (expected: at most " + LONGEST + ")");
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return new Reader(file, channel.position(offset), Pace.FULL).floats((int) count);
            } catch (IOException e) {
                throw new BadReleaseException(file, "cannot be read: " + e.getMessage(), e);
            }
        }
    }

    /** Reads the whole file. */
    public static ArrayFile read(Path file) {
        return read(file, Pace.FULL, null);
    }

    /** Reads the file but for one array of float32, which is left in it: {@link #span} says where. */
    public static ArrayFile read(Path file, String unread) {
        return read(file, Pace.FULL, unread);
    }

    /**
     * Reads the file at a pace.
     *
     * @param unread the array of float32 that is left in it, null for none
     */
    static ArrayFile read(Path file, Pace pace, @Nullable String unread) {
        ArrayFile arrays = new ArrayFile(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new Reader(file, channel, pace).readInto(arrays.arrays, unread);
        } catch (IOException e) {
            throw new BadReleaseException(file, "cannot be read: " + e.getMessage(), e);
        }
        return arrays;
    }

    /** Returns whether the file has an array of that name. */
    public boolean has(String name) {
        return arrays.containsKey(name);
    }

    /** Returns an int32 array. */
    public int[] ints(String name) {
        return array(name, int[].class);
    }

    /** Returns an int64 array. */
    public long[] longs(String name) {
        return array(name, long[].class);
    }

    /** Returns a float32 array. */
    public float[] floats(String name) {
        return array(name, float[].class);
    }

    /** Returns where the float32 array lies that was left in the file. */
    public Span span(String name) {
        return array(name, Span.class);
    }

    /** Returns a float64 array. */
    public double[] doubles(String name) {
        return array(name, double[].class);
    }

    /** Returns an int8 array. */
    public byte[] bytes(String name) {
        return array(name, byte[].class);
    }

    /** Returns an array of strings. */
    public PackedStrings strings(String name) {
        return array(name, PackedStrings.class);
    }

    private <T> T array(String name, Class<T> type) {
        Object array = arrays.get(name);
        if (!type.isInstance(array)) {
            throw new BadReleaseException(
                    file,
                    "array " + name + " is "
                            + (array == null ? "missing" : name(array.getClass())) + " (expected: " + name(type)
                            + ")");
        }
        return type.cast(array);
    }

    private static String name(Class<?> type) {
        return type == Span.class ? "float[] left in the file" : type.getSimpleName();
    }

    private static final class Reader {
        /** What a string has in place of what was no UTF-8, or because it was written with it. */
        private static final char REPLACEMENT = '\ufffd';

        private final Path file;
        private final FileChannel channel;
        private final Pace pace;
        private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        private long left;

        Reader(Path file, FileChannel channel, Pace pace) throws IOException {
            this.file = file;
            this.channel = channel;
            this.pace = pace;
            this.left = channel.size();
            ArrayFileWriter.flip(buffer);
        }

        void readInto(Map<String, Object> arrays, @Nullable String unread) throws IOException {
            if (left < 4 || need(4).getInt() != ArrayFileWriter.MAGIC) {
                throw new BadReleaseException(file, "is no array file");
            }
            while (left > 0) {
                String name = name(need(2).getShort() & 0xffff);
                int code = need(1).get();
                if (code < 0 || code >= ArrayType.values().length) {
                    throw new BadReleaseException(file, "array " + name + " has the unknown type " + code);
                }
                ArrayType type = ArrayType.values()[code];
                boolean stays = type == ArrayType.FLOAT32 && name.equals(unread);
                long count = need(8).getLong();
                if (count < 0 || count > left / type.minBytes || (count > LONGEST && !stays)) {
                    throw new BadReleaseException(
                            file, "array " + name + " claims " + count + " elements; " + left + " bytes are left");
                }
                Object array = stays ? span(count) : elements(type, (int) count);
                if (arrays.put(name, array) != null) {
                    throw new BadReleaseException(file, "array " + name + " is there twice");
                }
            }
        }

        private Span span(long count) throws IOException {
            Span span = new Span(file, channel.position() - buffer.remaining(), count);
            long bytes = count * Float.BYTES;
            channel.position(span.offset() + bytes);
            Buffer passed = buffer; // see ArrayFileWriter.flip
            passed.position(passed.limit());
            left -= bytes;
            return span;
        }

        private Object elements(ArrayType type, int count) throws IOException {
            return switch (type) {
                case INT8 -> {
                    byte[] values = new byte[count];
                    raw(values, 0, count);
                    yield values;
                }
                case INT32 -> {
                    int[] values = new int[count];
                    for (int i = 0; i < count; i++) {
                        values[i] = need(4).getInt();
                    }
                    yield values;
                }
                case INT64 -> {
                    long[] values = new long[count];
                    for (int i = 0; i < count; i++) {
                        values[i] = need(8).getLong();
                    }
                    yield values;
                }
                case FLOAT32 -> floats(count);
                case FLOAT64 -> {
                    double[] values = new double[count];
                    for (int i = 0; i < count; i++) {
                        values[i] = need(8).getDouble();
                    }
                    yield values;
                }
                case STRING -> {
                    PackedStrings.Builder values = new PackedStrings.Builder(count);
                    for (int i = 0; i < count; i++) {
                        string(need(4).getInt(), values);
                    }
                    yield values.build();
                }
            };
        }

        private float[] floats(int count) throws IOException {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = need(4).getFloat();
            }
            return values;
        }

        private String name(int length) throws IOException {
            checkLength(length);
            byte[] utf8 = new byte[length];
            raw(utf8, 0, length);
            check(utf8, 0, length);
            return new String(utf8, StandardCharsets.UTF_8);
        }

        private void string(int length, PackedStrings.Builder into) throws IOException {
            checkLength(length);
            if (length > PackedStrings.Builder.MOST_BYTES - into.end()) {
                throw new BadReleaseException(
                        file, "the strings of one array take more than " + PackedStrings.Builder.MOST_BYTES + " bytes");
            }
            byte[] utf8 = into.room(length);
            raw(utf8, into.end(), length);
            check(utf8, into.end(), length);
            into.add(length);
        }

        private void checkLength(int length) {
            if (length < 0 || length > left) {
                throw new BadReleaseException(file, "a string claims " + length + " bytes; " + left + " are left");
            }
        }

        /** A decoder that reports what is malformed is slow, so only strings that may be are given to one. */
        private void check(byte[] utf8, int begin, int length) {
            int together = 0;
            for (int at = begin; at < begin + length; at++) {
                together |= utf8[at];
            }
            if (together >= 0 || new String(utf8, begin, length, StandardCharsets.UTF_8).indexOf(REPLACEMENT) < 0) {
                return;
            }
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, begin, length));
            } catch (CharacterCodingException e) {
                throw new BadReleaseException(file, "a string is not UTF-8", e);
            }
        }

        private void raw(byte[] bytes, int begin, int count) throws IOException {
            for (int at = begin; at < begin + count; ) {
                if (!buffer.hasRemaining()) {
                    fill();
                }
                int length = Math.min(buffer.remaining(), begin + count - at);
                if (length == 0) {
                    throw new BadReleaseException(file, "ends too early");
                }
                buffer.get(bytes, at, length);
                at += length;
            }
            left -= count;
        }

        private ByteBuffer need(int bytes) throws IOException {
            if (buffer.remaining() < bytes) {
                fill();
                if (buffer.remaining() < bytes) {
                    throw new BadReleaseException(file, "ends too early");
                }
            }
            left -= bytes;
            return buffer;
        }

        private void fill() throws IOException {
            pace.step();
            buffer.compact();
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // until the buffer is full or the file ends
            }
            ArrayFileWriter.flip(buffer);
        }
    }
}
