package dev.millrace.cascade.bundle;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What makes one bundle of another.
 *
 * <p>Big-endian: the magic {@value #MAGIC} (8 bytes), format (int32), the {@link Bundle#digest} it starts from in ASCII
 * (64 bytes), the bytes of the new head (int32) and the new head itself, signature and manifest and all; then, up to
 * the end of the new bundle, runs of bytes: a number {@code n} of 7-bit groups, low ones first, whose lowest bit says
 * where its {@code n / 2} bytes come from. 1: they follow. 0: from the old bundle, at an offset in the same notation.
 *
 * <p>The new head is verified before anything is done by it, and the result is a bundle that {@link Bundle#open}
 * verifies as a whole: a delta needs no trust of its own.
 */
public final class BundleDelta {
    /** Stands in the first bytes. */
    public static final String MAGIC = "MILLDELT";

    private static final int FORMAT = 1;
    private static final int DIGEST_BYTES = 64;
    private static final int BUFFER_BYTES = 1 << 13;

    private BundleDelta() {}

    /**
     * Writes the delta where it is smaller than the new bundle. Otherwise returns false, having written some of it.
     * Takes up to half the bytes of the old bundle of the heap meanwhile.
     *
     * @param target written in small pieces; the caller closes it
     * @throws IOException when writing fails
     */
    public static boolean writeSmaller(Bundle from, Bundle to, OutputStream target) throws IOException {
        DataOutputStream out = new DataOutputStream(target);
        out.write(MAGIC.getBytes(StandardCharsets.US_ASCII));
        out.writeInt(FORMAT);
        out.write(from.digest().getBytes(StandardCharsets.US_ASCII));
        byte[] head = take(to.head());
        out.writeInt(head.length);
        out.write(head);
        return new DeltaRuns(from.content(), to.content(), out).write(head.length, to.fileBytes());
    }

    private static byte[] take(ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        return bytes;
    }

    /**
     * Writes the new bundle into a file, which {@link Bundle#open} has still to verify.
     *
     * @param from the bundle the delta starts from
     * @param delta read to its end; the caller closes it
     * @param target created or overwritten
     * @param keys of which one must have signed the new head
     * @param maxBytes of the new bundle
     * @throws BadBundleException naming {@code target}, when this is no delta from that bundle to one of a trusted key,
     *     or to a longer one
     * @throws IOException when reading or writing fails; {@link EOFException} when the delta ends too early
     */
    public static void apply(Bundle from, InputStream delta, Path target, TrustedKeys keys, long maxBytes)
            throws IOException {
        DataInputStream in = new DataInputStream(delta);
        if (!text(in, MAGIC.length()).equals(MAGIC)) {
            throw new BadBundleException(target, "made of what is no delta");
        }
        int format = in.readInt();
        if (format != FORMAT) {
            throw new BadBundleException(target, "delta format " + format + " (expected: " + FORMAT + ")");
        }
        String base = text(in, DIGEST_BYTES);
        if (!base.equals(from.digest())) {
            throw new BadBundleException(target, "delta from " + base + " (expected: from " + from.digest() + ")");
        }
        int length = in.readInt();
        if (length < BundleHead.FIXED_BYTES || length > BundleHead.bytes(BundleHead.MAX_MANIFEST_BYTES)) {
            throw new BadBundleException(target, "delta claims a head of " + length + " bytes");
        }
        byte[] head = new byte[length];
        in.readFully(head);
        BundleManifest manifest = BundleHead.read(target, ByteBuffer.wrap(head), keys);
        long bytes = length + manifest.partsBytes();
        if (bytes > maxBytes) {
            throw new BadBundleException(target, "delta to " + bytes + " bytes (expected: at most " + maxBytes + ")");
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), BUFFER_BYTES)) {
            out.write(head);
            new Runs(target, in, from.content(), out).copy(manifest.partsBytes());
        }
    }

    private static String text(DataInputStream in, int length) throws IOException {
        byte[] ascii = new byte[length];
        in.readFully(ascii);
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    private record Runs(Path target, DataInputStream in, ByteBuffer old, OutputStream out) {
        void copy(long bytes) throws IOException {
            byte[] buffer = new byte[BUFFER_BYTES];
            long left = bytes;
            while (left > 0) {
                long head = number();
                long length = head >>> 1;
                if (length == 0 || length > left) {
                    throw new BadBundleException(
                            target, "delta has a run of " + length + " bytes; " + left + " are left");
                }
                if ((head & 1) == 1) {
                    fromDelta(length, buffer);
                } else {
                    fromOld(number(), length, buffer);
                }
                left -= length;
            }
            if (in.read() >= 0) {
                throw new BadBundleException(target, "delta goes on after its end");
            }
        }

        private void fromDelta(long length, byte[] buffer) throws IOException {
            for (long left = length; left > 0; ) {
                int count = (int) Math.min(left, buffer.length);
                in.readFully(buffer, 0, count);
                out.write(buffer, 0, count);
                left -= count;
            }
        }

        private void fromOld(long offset, long length, byte[] buffer) throws IOException {
            if (offset > old.capacity() - length) {
                throw new BadBundleException(
                        target, "delta refers to byte " + (offset + length) + " of " + old.capacity() + " bytes");
            }
            ByteBuffer source = BundleHead.slice(old, offset, length);
            while (source.hasRemaining()) {
                int count = Math.min(source.remaining(), buffer.length);
                source.get(buffer, 0, count);
                out.write(buffer, 0, count);
            }
        }

        /** Reads a number below 2^35. */
        private long number() throws IOException {
            long value = 0;
            for (int shift = 0; shift < 35; shift += 7) {
                int group = in.readUnsignedByte();
                value |= (long) (group & 0x7f) << shift;
                if (group < 0x80) {
                    return value;
                }
            }
            throw new BadBundleException(target, "delta has a number of more than five bytes");
        }
    }
}
