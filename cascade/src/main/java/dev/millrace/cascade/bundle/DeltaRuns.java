package dev.millrace.cascade.bundle;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds the runs of a new file that an old one has too, and writes a delta of them. One use, one thread.
 *
 * <p>Blocks of {@value #BLOCK} bytes of the old file, from every multiple of that, are indexed by a hash that can be
 * rolled over the new file byte by byte (Tridgell, "Efficient Algorithms for Sorting and Synchronization", 1999); both
 * files are at hand, so that a block found is compared itself and then grown in both directions. Small blocks, since
 * what changes in a bundle is mostly single vectors, one here and one there, and a run costs about seven bytes. Before
 * the index, the place where the last run would have gone on is tried: that is where most changes in place resume.
 */
final class DeltaRuns {
    private static final int BLOCK = 32;
    private static final int PROBES = 8;
    private static final int BUFFER_BYTES = 1 << 13;
    private static final int FACTOR = 0x01000193;
    private static final int LEAVING = leaving();

    private final ByteBuffer old;
    private final ByteBuffer made;
    private final DataOutputStream out;
    private final int[] index;

    DeltaRuns(ByteBuffer old, ByteBuffer made, DataOutputStream out) {
        this.old = old;
        this.made = made;
        this.out = out;
        int blocks = old.capacity() / BLOCK;
        this.index = new int[Integer.highestOneBit(Math.max(1, blocks)) * 4];
    }

    private static int leaving() {
        int power = 1;
        for (int i = 1; i < BLOCK; i++) {
            power *= FACTOR;
        }
        return power;
    }

    /**
     * Writes the runs of the new file from an offset to its end; stops and returns false where that is not below a
     * size.
     */
    boolean write(int start, long below) throws IOException {
        fill();
        int end = made.capacity();
        int sent = start;
        int at = start;
        int drift = 0;
        int hash = 0;
        boolean hashed = false;
        while (at + BLOCK <= end) {
            hash = hashed ? rolled(hash, at) : hash(made, at);
            hashed = true;
            int found = same(at + drift, at) ? at + drift : find(hash, at);
            if (found < 0) {
                at++;
                continue;
            }
            int back = 0;
            while (at - back > sent && found - back > 0 && old.get(found - back - 1) == made.get(at - back - 1)) {
                back++;
            }
            int length = BLOCK;
            while (at + length < end
                    && found + length < old.capacity()
                    && old.get(found + length) == made.get(at + length)) {
                length++;
            }
            if (!literal(sent, at - back, below)) {
                return false;
            }
            number(2L * (length + back));
            number(found - back);
            drift = found - at;
            at += length;
            sent = at;
            hashed = false;
        }
        return literal(sent, end, below);
    }

    private void fill() {
        for (int at = 0; at + BLOCK <= old.capacity(); at += BLOCK) {
            int slot = slot(hash(old, at));
            for (int probe = 0; probe < PROBES; probe++) {
                int place = (slot + probe) & (index.length - 1);
                if (index[place] == 0) {
                    index[place] = at + 1;
                    break;
                }
            }
        }
    }

    private int find(int hash, int at) {
        int slot = slot(hash);
        for (int probe = 0; probe < PROBES; probe++) {
            int found = index[(slot + probe) & (index.length - 1)] - 1;
            if (found < 0) {
                return -1;
            }
            if (same(found, at)) {
                return found;
            }
        }
        return -1;
    }

    private boolean same(int inOld, int inMade) {
        if (inOld < 0 || inOld + BLOCK > old.capacity()) {
            return false;
        }
        for (int i = 0; i < BLOCK; i++) {
            if (old.get(inOld + i) != made.get(inMade + i)) {
                return false;
            }
        }
        return true;
    }

    private int slot(int hash) {
        return ((hash * 0x9e3779b9) >>> 7) & (index.length - 1);
    }

    private static int hash(ByteBuffer bytes, int at) {
        int hash = 0;
        for (int i = 0; i < BLOCK; i++) {
            hash = hash * FACTOR + bytes.get(at + i);
        }
        return hash;
    }

    /** Makes the hash of the block at {@code at} of that of the block one byte before. */
    private int rolled(int hash, int at) {
        return (hash - made.get(at - 1) * LEAVING) * FACTOR + made.get(at + BLOCK - 1);
    }

    private boolean literal(int from, int to, long below) throws IOException {
        if (to > from) {
            number(2L * (to - from) + 1);
        }
        if ((long) out.size() + (to - from) >= below) {
            return false;
        }
        byte[] buffer = new byte[Math.min(BUFFER_BYTES, to - from)];
        ByteBuffer left = BundleHead.slice(made, from, to - from);
        while (left.hasRemaining()) {
            int count = Math.min(left.remaining(), buffer.length);
            left.get(buffer, 0, count);
            out.write(buffer, 0, count);
        }
        return true;
    }

    private void number(long value) throws IOException {
        long left = value;
        for (; left >= 0x80; left >>>= 7) {
            out.writeByte((int) (left & 0x7f) | 0x80);
        }
        out.writeByte((int) left);
    }
}
