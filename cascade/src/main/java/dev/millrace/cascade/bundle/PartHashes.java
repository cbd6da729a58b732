package dev.millrace.cascade.bundle;

import dev.millrace.cascade.release.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The SHA-256 of each part of a file, computed by two threads where it is large: each takes the largest part that is
 * left. Immutable once made.
 */
final class PartHashes {
    private static final int PIECE = 1 << 16;

    private final FileChannel file;
    private final long start;
    private final List<BundlePart> parts;
    private final String[] hashes;
    private final int[] largestFirst;
    private final AtomicInteger next = new AtomicInteger();

    private PartHashes(FileChannel file, long start, List<BundlePart> parts) {
        this.file = file;
        this.start = start;
        this.parts = parts;
        this.hashes = new String[parts.size()];
        this.largestFirst = largestFirst(parts);
    }

    /**
     * Hashes the parts of a file.
     *
     * @param start where the first part begins; where that is before the file's beginning nothing is hashed
     */
    static PartHashes of(FileChannel file, long start, List<BundlePart> parts) throws IOException {
        PartHashes hashes = new PartHashes(file, start, parts);
        if (start >= 0) {
            hashes.compute(file.size() - start);
        }
        return hashes;
    }

    private static int[] largestFirst(List<BundlePart> parts) {
        int[] order = new int[parts.size()];
        for (int i = 0; i < order.length; i++) {
            int at = i;
            for (; at > 0 && parts.get(order[at - 1]).bytes() < parts.get(i).bytes(); at--) {
                order[at] = order[at - 1];
            }
            order[at] = i;
        }
        return order;
    }

    private void compute(long bytes) throws IOException {
        SecondThread<Boolean> other = SecondThread.start(bytes, new Callable<Boolean>() {
            @Override
            public Boolean call() throws IOException {
                return computeWhatIsLeft();
            }
        });
        computeWhatIsLeft();
        other.result();
    }

    private boolean computeWhatIsLeft() throws IOException {
        ByteBuffer piece = null;
        for (int at = next.getAndIncrement(); at < largestFirst.length; at = next.getAndIncrement()) {
            BundlePart part = parts.get(largestFirst[at]);
            if (piece == null) {
                // The largest that is left comes first.
                piece = ByteBuffer.allocate((int) Math.min(PIECE, part.bytes()));
            }
            hashes[largestFirst[at]] = Sha256.of(file, start + part.offset(), part.bytes(), piece);
        }
        return true;
    }

    /** Returns the hash of a part, in hexadecimal. */
    String sha256(int part) {
        return hashes[part];
    }
}
