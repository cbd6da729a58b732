package dev.millrace.cascade.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Puts a file in the place of another so that a crash at any moment leaves the one or the other, whole. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes a file: beside it under another name, synced, renamed. */
    public static void write(Path file, ByteBuffer... content) throws IOException {
        Path temporary = beside(file);
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (ByteBuffer piece : content) {
                ByteBuffer left = piece.duplicate();
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        rename(temporary, file);
    }

    /** Syncs a file of the same folder and gives it the other's name. */
    public static void replace(Path temporary, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        rename(temporary, file);
    }

    private static void rename(Path temporary, Path file) throws IOException {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(file);
    }

    private static Path beside(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".tmp");
    }

    /** Makes the rename last; where folders cannot be synced, the platform's own order has to do. */
    private static void syncFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folder.
        }
    }
}
