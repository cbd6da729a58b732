package dev.millrace.training.edge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Writes sorted strings in blocks, each but the first of a block without what it shares with the one before. Stateless.
 */
final class StringsCoder {
    private static final int BLOCK = 16;
    private static final int LONG = 15;
    private static final int MAX_LENGTH = 0xffff;

    private StringsCoder() {}

    /** Returns the distinct strings in the order of their UTF-8 bytes. */
    static List<String> sorted(Collection<String> strings) {
        return strings.stream().distinct().sorted(order()).toList();
    }

    /** The order of UTF-8 bytes, which is that of code points. */
    static Comparator<String> order() {
        return Comparator.comparing(string -> string.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
    }

    /**
     * Writes strings, sorted and distinct.
     *
     * @throws IllegalArgumentException for one that is no Unicode or longer than 65,535 bytes
     */
    static void write(PartWriter part, List<String> strings) {
        PartWriter bytes = new PartWriter();
        List<Integer> blocks = new ArrayList<>();
        byte[] last = new byte[0];
        int length = 0;
        for (int i = 0; i < strings.size(); i++) {
            byte[] string = strings.get(i).getBytes(StandardCharsets.UTF_8);
            if (string.length > MAX_LENGTH || !new String(string, StandardCharsets.UTF_8).equals(strings.get(i))) {
                throw new IllegalArgumentException("string '" + strings.get(i) + "': " + string.length
                        + " bytes (expected: Unicode of at most " + MAX_LENGTH + ")");
            }
            int shared = 0;
            if (i % BLOCK == 0) {
                blocks.add(length);
            } else {
                int mismatch = Arrays.mismatch(last, string);
                shared = mismatch < 0 ? string.length : mismatch;
            }
            length += entry(bytes, string, shared);
            last = string;
        }
        part.codes(blocks.stream().mapToInt(Integer::intValue).toArray())
                .int32(length)
                .raw(bytes.toByteArray());
    }

    private static int entry(PartWriter bytes, byte[] string, int shared) {
        int rest = string.length - shared;
        bytes.int8((Math.min(shared, LONG) << 4) | Math.min(rest, LONG));
        int length = 1;
        for (int each : new int[] {shared, rest}) {
            if (each >= LONG) {
                bytes.raw(each, Short.BYTES);
                length += Short.BYTES;
            }
        }
        bytes.raw(Arrays.copyOfRange(string, shared, string.length));
        return length + rest;
    }
}
