package dev.millrace.cascade.release;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * Strings as UTF-8, one after the other in one array: two objects however many strings there are, so that a collector
 * has nothing to walk or to copy. {@link #get} makes the string anew. Immutable and thread-safe.
 */
public final class PackedStrings extends AbstractList<String> implements RandomAccess {
    private final byte[] utf8;
    private final int[] offsets;

    private PackedStrings(byte[] utf8, int[] offsets) {
        this.utf8 = utf8;
        this.offsets = offsets;
    }

    /** Returns a packed copy, or the list itself where it is packed. */
    public static PackedStrings copyOf(List<String> strings) {
        if (strings instanceof PackedStrings packed) {
            return packed;
        }
        Builder builder = new Builder(strings.size());
        for (String string : strings) {
            byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, builder.room(bytes.length), builder.end(), bytes.length);
            builder.add(bytes.length);
        }
        return builder.build();
    }

    @Override
    public int size() {
        return offsets.length - 1;
    }

    @Override
    public String get(int at) {
        return new String(utf8, offsets[at], length(at), StandardCharsets.UTF_8);
    }

    /** Returns how many bytes the string at {@code at} has. */
    public int length(int at) {
        return offsets[at + 1] - offsets[at];
    }

    /**
     * Compares the string at {@code at} with {@code text}, as {@link String#compareTo}. Makes no object where both are
     * ASCII.
     */
    public int compare(int at, String text) {
        int begin = offsets[at];
        int length = length(at);
        int common = Math.min(length, text.length());
        for (int i = 0; i < common; i++) {
            int character = text.charAt(i);
            if ((character | utf8[begin + i]) >>> 7 != 0) {
                return get(at).compareTo(text);
            }
            if (utf8[begin + i] != character) {
                return utf8[begin + i] - character;
            }
        }
        return length - text.length();
    }

    /** Returns where {@code text} is in strings that ascend, or a negative number where it is not. */
    public int search(String text) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, text);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Collects strings whose bytes somebody else puts in place. Owned by one thread, used once. */
    static final class Builder {
        /** What all strings together may take: as much as an array holds. */
        static final int MOST_BYTES = Integer.MAX_VALUE - 8;

        private final int[] offsets;
        private byte[] utf8;
        private int count;

        /** Prepares for {@code size} strings. */
        Builder(int size) {
            this.offsets = new int[size + 1];
            this.utf8 = new byte[16 * Math.min(1 << 16, size)];
        }

        /** Returns where the next string begins in {@link #room}. */
        int end() {
            return offsets[count];
        }

        /** Returns the array the next string of {@code length} bytes is to be put into, from {@link #end} on. */
        byte[] room(int length) {
            long needed = (long) end() + length;
            if (needed > MOST_BYTES) {
                throw new IllegalArgumentException("strings: more than " + MOST_BYTES + " bytes");
            }
            if (needed > utf8.length) {
                utf8 = Arrays.copyOf(utf8, (int) Math.min(MOST_BYTES, needed + (needed >> 1)));
            }
            return utf8;
        }

        /** Ends the string that was put in place. */
        void add(int length) {
            offsets[count + 1] = offsets[count] + length;
            count++;
        }

        PackedStrings build() {
            return new PackedStrings(Arrays.copyOf(utf8, end()), offsets);
        }
    }
}
