package dev.millrace.edge.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What says that a file has an owner: a lock on an empty file beside it, which is there before the file itself is, is
 * never renamed and stays. Thread-safe; closed once by its owner.
 *
 * <p>On most systems a process that closes any of its channels to a file gives up its lock on it. So a second owner in
 * the same process is known by name, before it opens one.
 */
public final class OwnerLock implements AutoCloseable {
    private static final Set<Path> HELD = new HashSet<>();

    private final Path name;
    private final RandomAccessFile file;

    private OwnerLock(Path name, RandomAccessFile file) {
        this.name = name;
        this.file = file;
    }

    /** Takes the lock of a file; returns null where somebody has it. */
    public static @Nullable OwnerLock tryOf(Path file) throws IOException {
        Path name = beside(file);
        synchronized (HELD) {
            if (!HELD.add(name)) {
                return null;
            }
        }
        return locked(name);
    }

    /**
     * Takes the lock of a file once nobody else in this process has it; returns null where another process has it then.
     * An interrupted thread waits too, and stays interrupted.
     */
    public static @Nullable OwnerLock await(Path file) throws IOException {
        Path name = beside(file);
        boolean interrupted = false;
        synchronized (HELD) {
            while (!HELD.add(name)) {
                try {
                    HELD.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return locked(name);
    }

    private static Path beside(Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        try {
            Files.createFile(beside);
        } catch (FileAlreadyExistsException e) {
            // From the last time.
        }
        return beside.toRealPath();
    }

    private static @Nullable OwnerLock locked(Path name) throws IOException {
        OwnerLock lock = null;
        try {
            RandomAccessFile file = new RandomAccessFile(name.toFile(), "rw");
            try {
                lock = file.getChannel().tryLock() == null ? null : new OwnerLock(name, file);
            } catch (OverlappingFileLockException e) {
                // The owner's classes are of another loader.
            } finally {
                if (lock == null) {
                    file.close();
                }
            }
            return lock;
        } finally {
            if (lock == null) {
                release(name);
            }
        }
    }

    private static void release(Path name) {
        synchronized (HELD) {
            HELD.remove(name);
            HELD.notifyAll();
        }
    }

    /** Gives the lock up. */
    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            release(name);
        }
    }
}
