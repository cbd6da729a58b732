package dev.millrace.datasets.download;

import dev.millrace.cascade.file.FileWriteException;
import dev.millrace.datasets.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a file so far: {@code NAME.part}, and in {@code NAME.part.tag} by which tag the server knows the
 * version it came from. Held by one download at a time, which closes it.
 */
final class PartFile implements Closeable {
    private final Path target;
    private final Path part;
    private final Path tagFile;
    private final FileChannel channel;

    private PartFile(Path target, Path part, Path tagFile, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.tagFile = tagFile;
        this.channel = channel;
    }

    /** Opens or begins the part of a file; throws {@link DataException} while another download holds it. */
    static PartFile open(Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new DataException(part + ": another download is writing it (expected: one at a time)");
        }
        return new PartFile(target, part, target.resolveSibling(target.getFileName() + ".part.tag"), channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path path() {
        return part;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Returns the tag of the version this part is of, or nothing where it cannot be resumed safely. */
    Optional<String> tag() throws IOException {
        return Files.exists(tagFile)
                ? Optional.of(Files.readString(tagFile, StandardCharsets.UTF_8)).filter(tag -> !tag.isEmpty())
                : Optional.empty();
    }

    /** Throws away what came and begins again with a version; throws {@link DataException} when the disk does not. */
    void restart(Optional<String> tag) {
        try {
            channel.truncate(0);
            if (tag.isPresent()) {
                Files.writeString(tagFile, tag.get(), StandardCharsets.UTF_8);
            } else {
                Files.deleteIfExists(tagFile);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Appends bytes; throws {@link DataException} when the disk does not take them. */
    void append(byte[] bytes, int length) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            channel.position(channel.size());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Gives the whole file its name, at once and on disk; throws {@link DataException} when the disk does not. */
    void finish() {
        try {
            channel.force(true);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(tagFile);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private DataException unwritable(IOException cause) {
        return new DataException(
                new FileWriteException(part, cause).getMessage()
                        + " (make room and run again; what came so far is kept)",
                cause);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
