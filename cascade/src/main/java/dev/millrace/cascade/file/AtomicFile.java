package dev.millrace.cascade.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Puts a file in the place of another so that a crash at any moment leaves the one or the other, whole. Does so on an
 * interrupted thread too, which stays interrupted.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes a file: beside it under another name, synced, renamed. Where that fails, nothing is left beside it.
     *
     * @throws FileWriteException naming the file
     */
    public static void write(Path file, byte[]... content) throws IOException {
        Path temporary = beside(file);
        try {
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
                for (byte[] piece : content) {
                    out.write(piece);
                }
                out.getFD().sync();
            }
            rename(temporary, file);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw new FileWriteException(file, e);
        }
    }

    /**
     * Syncs a file of the same folder and gives it the other's name.
     *
     * @throws FileWriteException naming the other
     */
    public static void replace(Path temporary, Path file) throws IOException {
        try {
            try (FileOutputStream out = new FileOutputStream(temporary.toFile(), true)) {
                out.getFD().sync();
            }
            rename(temporary, file);
        } catch (IOException e) {
            throw new FileWriteException(file, e);
        }
    }

    /** Removes a file and what a write of it that was killed left beside it, if they are there. */
    public static void delete(Path file) throws IOException {
        discardUnfinished(file);
        Files.deleteIfExists(file);
        syncFolderOf(file);
    }

    /** Removes what a write that was killed left beside a file. */
    public static void discardUnfinished(Path file) throws IOException {
        Files.deleteIfExists(beside(file));
    }

    private static void rename(Path temporary, Path file) throws IOException {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        syncFolderOf(file);
    }

    private static Path beside(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".tmp");
    }

    private static void syncFolderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            syncFolder(folder);
        }
    }

    /**
     * Makes changes of the names in a folder last; where folders cannot be synced, the platform's own order has to do.
     * Only a channel opens a folder, and an interrupt closes it: then it is opened again.
     */
    public static void syncFolder(Path folder) {
        boolean interrupted = Thread.interrupted();
        while (!synced(folder)) {
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean synced(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        } catch (IOException e) {
            // Windows opens no folder.
            return true;
        }
    }
}
