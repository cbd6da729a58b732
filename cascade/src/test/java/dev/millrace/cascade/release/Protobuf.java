package dev.millrace.cascade.release;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds protobuf messages byte by byte. */
final class Protobuf {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Protobuf varint(int field, long value) {
        return number(field << 3).number(value);
    }

    Protobuf bytes(int field, byte[] value) {
        number(field << 3 | 2).number(value.length);
        out.writeBytes(value);
        return this;
    }

    Protobuf text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Protobuf message(int field, Protobuf value) {
        return bytes(field, value.toBytes());
    }

    Protobuf fixed(int field, int bytes) {
        number(field << 3 | (bytes == 8 ? 1 : 5));
        out.writeBytes(new byte[bytes]);
        return this;
    }

    Protobuf raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    Protobuf number(long value) {
        long left = value;
        for (; (left & ~0x7fL) != 0; left >>>= 7) {
            out.write((int) ((left & 0x7f) | 0x80));
        }
        out.write((int) left);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
