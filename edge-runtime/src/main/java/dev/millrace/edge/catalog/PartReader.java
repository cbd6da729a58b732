package dev.millrace.edge.catalog;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Takes a part apart from its beginning, refusing what reaches beyond its end before anything is allocated for it. One
 * thread at a time.
 */
public final class PartReader {
    private final String name;
    private final ByteBuffer bytes;

    /** Starts at the beginning of {@code bytes}, which are the part called {@code name}. */
    public PartReader(String name, ByteBuffer bytes) {
        this.name = name;
        this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Starts at the beginning of a part. */
    public static PartReader of(Parts parts, String name) {
        return new PartReader(name, parts.part(name));
    }

    /** Reads an int32 that must lie between {@code least} and {@code most}. */
    public int count(String what, int least, int most) {
        need(what, Integer.BYTES);
        int count = bytes.getInt();
        if (count < least || count > most) {
            throw bad(what + ": " + count + " (expected: " + least + " to " + most + ")");
        }
        return count;
    }

    /** Reads an int64. */
    public long int64(String what) {
        need(what, Long.BYTES);
        return bytes.getLong();
    }

    /** Reads a float32, which must be finite. */
    public float float32(String what) {
        need(what, Float.BYTES);
        float value = bytes.getFloat();
        if (!(Math.abs(value) < Float.POSITIVE_INFINITY)) {
            throw bad(what + ": " + value + " (expected: a finite number)");
        }
        return value;
    }

    /** Takes the next {@code count} elements of {@code width} bytes, without a copy. */
    public ByteBuffer slice(String what, long count, int width) {
        need(what, count * width);
        ByteBuffer slice = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) (count * width);
        ((Buffer) slice).limit(length);
        ((Buffer) bytes).position(bytes.position() + length);
        return slice;
    }

    /** Takes the next {@code count} codes; a byte before them says how wide each is, as {@link Codes#bits} reads it. */
    public Codes codes(String what, int count) {
        need(what, 1);
        int width = bytes.get();
        int bits = Codes.bits(width);
        if (bits < 0) {
            throw bad(what + ": width " + width + " (expected: 0 to " + Integer.BYTES + " bytes, or -1 to -"
                    + Codes.MAX_PACKED + " for bits that are no whole bytes)");
        }
        return new Codes(slice(what, Codes.bytes(count, bits), 1), bits, count);
    }

    /** Takes the next codes and checks that all are below {@code bound}. */
    public Codes codesBelow(String what, int count, int bound) {
        Codes codes = codes(what, count);
        if (!codes.below(bound)) {
            throw bad(what + ": " + codes.largest() + " (expected: below " + bound + ")");
        }
        return codes;
    }

    /** Checks that nothing is left. */
    public void end() {
        if (bytes.hasRemaining()) {
            throw bad(bytes.remaining() + " bytes too many");
        }
    }

    /** Refuses the part where fewer bytes are left. */
    void need(String what, long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw bad(what + ": " + length + " bytes (expected: at most " + bytes.remaining() + ", which are left)");
        }
    }

    /** Returns an exception that names the part. */
    public IllegalArgumentException bad(String reason) {
        return new IllegalArgumentException("part " + name + ": " + reason);
    }
}
