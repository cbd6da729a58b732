package dev.millrace.edge.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Distinct strings sorted by their UTF-8 bytes, in blocks of 16: the first of a block in full, each further one as how
 * many bytes it shares with the one before and the rest. Finding a string is a binary search over the blocks. Immutable
 * and thread-safe.
 *
 * <p>An entry is a byte with both lengths where both are below 15, shared above rest; 15 in a place says that the
 * length follows in two bytes.
 */
public final class CodedStrings extends AbstractList<String> implements RandomAccess {
    static final int BLOCK = 16;
    private static final int LONG = 15;
    private static final byte[] NOTHING = new byte[0];

    private final String part;
    private final int size;
    private final Codes blocks;
    private final ByteBuffer bytes;

    private CodedStrings(String part, int size, Codes blocks, ByteBuffer bytes) {
        this.part = part;
        this.size = size;
        this.blocks = blocks;
        this.bytes = bytes;
    }

    static CodedStrings read(PartReader reader, String what, int size) {
        reader.need(what, size); // a byte each at least, while the codes of their blocks may take none
        Codes blocks = reader.codes(what + " blocks", (size + BLOCK - 1) / BLOCK);
        int length = reader.count(what + " bytes", 0, Integer.MAX_VALUE);
        ByteBuffer bytes = reader.slice(what, length, 1);
        if (size > 0 && (blocks.get(0) != 0 || blocks.largest() >= length)) {
            throw reader.bad(what + ": a block begins beyond " + length + " bytes");
        }
        return new CodedStrings(what, size, blocks, bytes);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String get(int at) {
        if (at < 0 || at >= size) {
            throw new IndexOutOfBoundsException(part + " " + at + " of " + size);
        }
        Cursor cursor = new Cursor(at / BLOCK);
        for (int i = 0; i < at % BLOCK; i++) {
            cursor.next();
        }
        return cursor.toString();
    }

    /** Returns where the string is, or -1. */
    @Override
    public int indexOf(@Nullable Object string) {
        return string instanceof String text ? find(text.getBytes(StandardCharsets.UTF_8)) : -1;
    }

    @Override
    public boolean contains(@Nullable Object string) {
        return indexOf(string) >= 0;
    }

    private int find(byte[] wanted) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = new Cursor(middle).compareTo(wanted);
            if (order == 0) {
                return middle * BLOCK;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        if (high < 0) {
            return -1;
        }
        Cursor cursor = new Cursor(high);
        for (int at = high * BLOCK + 1; at < Math.min(size, (high + 1) * BLOCK); at++) {
            cursor.next();
            int order = cursor.compareTo(wanted);
            if (order >= 0) {
                return order == 0 ? at : -1;
            }
        }
        return -1;
    }

    /** Begins a walk over all strings, of which there must be one: it stands at the first. */
    public Cursor walk() {
        return new Cursor(0);
    }

    /** Walks from the first string of a block. One thread. */
    public final class Cursor {
        private int index;
        private int at;
        private byte[] text = NOTHING;
        private int length;
        private int shared;

        private Cursor(int block) {
            index = block * BLOCK;
            at = blocks.get(block);
            next();
        }

        /** Goes on to the next string, in the next block too; returns whether there is one. */
        public boolean advance() {
            if (++index == size) {
                return false;
            }
            if (index % BLOCK == 0) {
                at = blocks.get(index / BLOCK);
                length = 0;
            }
            next();
            return true;
        }

        /** Returns where the string is in the dictionary. */
        public int index() {
            return index;
        }

        /** Returns its UTF-8 bytes, {@link #length} of them, which the next ones overwrite. */
        public byte[] text() {
            return text;
        }

        /** Returns how many bytes it has. */
        public int length() {
            return length;
        }

        /** Returns how many of them, from the first, are known to be those of the string before. */
        public int shared() {
            return shared;
        }

        private void next() {
            try {
                int lengths = bytes.get(at++) & 0xff;
                shared = length(lengths >>> 4);
                int rest = length(lengths & LONG);
                if (shared > length) {
                    throw new IllegalStateException(part + ": damaged at byte " + at);
                }
                if (text.length < shared + rest) {
                    text = Arrays.copyOf(text, Math.max(32, 2 * (shared + rest)));
                }
                length = shared + rest;
                for (int i = shared; i < length; i++) {
                    text[i] = bytes.get(at++);
                }
            } catch (IndexOutOfBoundsException e) {
                throw new IllegalStateException(part + ": damaged at byte " + at, e);
            }
        }

        private int length(int code) {
            if (code < LONG) {
                return code;
            }
            at += 2;
            return bytes.getShort(at - 2) & 0xffff;
        }

        @Override
        public String toString() {
            return new String(text, 0, length, StandardCharsets.UTF_8);
        }

        /** Compares as unsigned bytes. */
        private int compareTo(byte[] other) {
            int common = Math.min(length, other.length);
            for (int i = 0; i < common; i++) {
                if (text[i] != other[i]) {
                    return (text[i] & 0xff) - (other[i] & 0xff);
                }
            }
            return length - other.length;
        }
    }
}
