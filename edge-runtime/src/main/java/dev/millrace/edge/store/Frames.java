package dev.millrace.edge.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A file of records, each with its length and a checksum over its place and content; appended to and synced. A file
 * begins with a random id. One thread at a time; closed once by its owner.
 *
 * <p>Read and written without a channel, which an interrupt of the thread that uses it would close.
 *
 * <pre>
 * head   := magic[4] format[1] encrypted[1] zero[2] id[16] crc[4]
 * record := length[4] crc[4] content[length]
 * </pre>
 */
final class Frames implements AutoCloseable {
    static final int HEAD = 28;
    static final int FRAME = 8;

    private static final int MAGIC = 0x4d524556;
    private static final byte FORMAT = 1;
    private static final int ID = 16;
    private static final int MOST = StoredEvent.MOST_BYTES + 64;
    /** A file is written anew before the record that would take it beyond its limit. */
    private static final int MOST_FILE = StoreLimits.MOST_BYTES + FRAME + MOST;

    private final RandomAccessFile file;
    private final Seal seal;
    private final byte[] id;
    private long end;
    private boolean foreign;

    private Frames(RandomAccessFile file, Seal seal, byte[] id, long end) {
        this.file = file;
        this.seal = seal;
        this.id = id;
        this.end = end;
    }

    /** Is given every record of a file, in order. */
    interface Reader {
        /** Takes a record; returns whether it is one that can be used. */
        boolean take(byte[] record);
    }

    /** Returns the bytes of a new file, under a new id, of some records. */
    static byte[] image(Seal seal, List<byte[]> records) throws IOException {
        byte[] id = new byte[ID];
        new SecureRandom().nextBytes(id);
        ByteBuffer head = ByteBuffer.allocate(HEAD)
                .putInt(MAGIC)
                .put(FORMAT)
                .put((byte) (seal.encrypts() ? 1 : 0))
                .putShort((short) 0)
                .put(id);
        head.putInt(crc(head.array(), 0, HEAD - 4));
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        image.write(head.array(), 0, HEAD);
        for (byte[] record : records) {
            byte[] frame = frame(seal, record, place(id, image.size()));
            image.write(frame, 0, frame.length);
        }
        return image.toByteArray();
    }

    private static byte[] frame(Seal seal, byte[] record, byte[] place) throws IOException {
        byte[] content = seal.close(record, place);
        return ByteBuffer.allocate(FRAME + content.length)
                .putInt(content.length)
                .putInt(crc(place, content, 0, content.length))
                .put(content)
                .array();
    }

    /**
     * Opens a file and reads its records. What follows the last whole record was never acknowledged and is cut off; a
     * damaged record among whole ones is left out; a head with one damaged byte is mended.
     *
     * @throws BadStoreException when it is no store, or larger than any, or was written with or without a key, other
     *     than now
     * @throws NoSuchFileException when it is not there
     * @throws IOException when it cannot be read, or the key not be used
     */
    static Frames open(Path path, Seal seal, Reader reader) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            long length = file.length();
            byte[] head = new byte[(int) Math.min(length, HEAD)];
            file.readFully(head);
            boolean damaged = !isHead(head);
            checkHead(path, head, seal);
            if (length > MOST_FILE) {
                throw new BadStoreException(path, length + " bytes (expected: at most " + MOST_FILE + ")");
            }
            byte[] bytes = Arrays.copyOf(head, (int) length);
            file.readFully(bytes, HEAD, bytes.length - HEAD);
            byte[] id = Arrays.copyOfRange(bytes, 8, 8 + ID);
            Frames frames = new Frames(file, seal, id, HEAD);
            frames.end = frames.readAll(bytes, reader);
            if (frames.end < bytes.length) {
                file.setLength(frames.end);
                file.getFD().sync();
            }
            if (damaged) {
                file.seek(0);
                file.write(head);
                file.getFD().sync();
            }
            return frames;
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static boolean isHead(byte[] bytes) {
        ByteBuffer head = ByteBuffer.wrap(bytes);
        return bytes.length == HEAD && head.getInt(0) == MAGIC && head.getInt(HEAD - 4) == crc(bytes, 0, HEAD - 4);
    }

    /** Puts the byte in its place with which the checksum holds; returns whether there is one. */
    private static boolean mended(byte[] head) {
        for (int at = 0; at < head.length; at++) {
            byte was = head[at];
            for (int change = 0; change < 256; change++) {
                head[at] = (byte) (was ^ change);
                if (isHead(head)) {
                    return true;
                }
            }
            head[at] = was;
        }
        return false;
    }

    private static void checkHead(Path path, byte[] bytes, Seal seal) {
        if (!mended(bytes)) {
            throw new BadStoreException(
                    path, "is no event store, or its head is damaged; where it was one, delete the file");
        }
        ByteBuffer head = ByteBuffer.wrap(bytes);
        if (head.get(4) != FORMAT) {
            throw new BadStoreException(path, "format: " + head.get(4) + " (expected: " + FORMAT + ")");
        }
        if ((head.get(5) == 1) != seal.encrypts()) {
            throw new BadStoreException(
                    path, seal.encrypts() ? "is not encrypted, and a key was given" : "is encrypted (expected: a key)");
        }
    }

    private long readAll(byte[] bytes, Reader reader) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        int good = HEAD;
        int at = HEAD;
        while (at + FRAME <= bytes.length) {
            int length = all.getInt(at);
            if (length <= 0 || length > MOST || length > bytes.length - at - FRAME || !whole(bytes, at, length)) {
                at++;
                continue;
            }
            byte[] content = Arrays.copyOfRange(bytes, at + FRAME, at + FRAME + length);
            byte[] record = seal.open(content, place(id, at));
            if (record == null) {
                foreign = true;
            } else {
                reader.take(record);
            }
            at += FRAME + length;
            good = at;
        }
        return good;
    }

    private boolean whole(byte[] bytes, int at, int length) {
        return ByteBuffer.wrap(bytes).getInt(at + 4) == crc(place(id, at), bytes, at + FRAME, length);
    }

    /** The file and the position in it. */
    private static byte[] place(byte[] id, long position) {
        return ByteBuffer.allocate(ID + Long.BYTES).put(id).putLong(position).array();
    }

    /**
     * Appends a record; it is durable only after {@link #sync}. Where it cannot be written, the file is as it was.
     *
     * @param record at most {@link StoredEvent#MOST_BYTES} bytes
     */
    void append(byte[] record) throws IOException {
        byte[] frame = frame(seal, record, place(id, end));
        try {
            file.seek(end);
            file.write(frame);
        } catch (IOException e) {
            cut(e);
            throw e;
        }
        end += frame.length;
    }

    /** Takes back a record that could not be made durable. */
    void takeBack(long oldEnd, IOException why) {
        end = oldEnd;
        cut(why);
    }

    private void cut(IOException why) {
        try {
            file.setLength(end);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Removes every record and the head, for good. */
    void empty() throws IOException {
        file.setLength(0);
        sync();
    }

    void sync() throws IOException {
        file.getFD().sync();
    }

    /** Returns whether there were whole records that the key does not open. */
    boolean foreign() {
        return foreign;
    }

    long bytes() {
        return end;
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private static int crc(byte[] place, byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(place, 0, place.length);
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** Ends the use of the file. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
