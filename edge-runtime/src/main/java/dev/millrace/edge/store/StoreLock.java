package dev.millrace.edge.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * What says that a store has an owner: a lock on an empty file beside it, which is there before the store's own file
 * is, is never renamed and stays. Thread-safe; closed once by its owner.
 *
 * <p>On most systems a process that closes any of its channels to a file gives up its lock on it. So a second owner in
 * the same process is refused by name, before it opens one.
 */
final class StoreLock implements AutoCloseable {
    private static final Set<Path> HELD = new HashSet<>();

    private final Path name;
    private final RandomAccessFile file;

    private StoreLock(Path name, RandomAccessFile file) {
        this.name = name;
        this.file = file;
    }

    /**
     * Takes the lock of a store.
     *
     * @throws BadStoreException when somebody has it
     */
    static StoreLock of(Path store) throws IOException {
        Path beside = store.resolveSibling(store.getFileName() + ".lock");
        try {
            Files.createFile(beside);
        } catch (FileAlreadyExistsException e) {
            // From the last time.
        }
        Path name = beside.toRealPath();
        synchronized (HELD) {
            if (!HELD.add(name)) {
                throw taken(store);
            }
        }
        try {
            return locked(store, name);
        } catch (IOException | RuntimeException | Error e) {
            release(name);
            throw e;
        }
    }

    private static StoreLock locked(Path store, Path name) throws IOException {
        RandomAccessFile file = new RandomAccessFile(name.toFile(), "rw");
        try {
            FileLock lock = file.getChannel().tryLock();
            if (lock == null) {
                throw taken(store);
            }
            return new StoreLock(name, file);
        } catch (OverlappingFileLockException e) {
            file.close();
            throw taken(store);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static BadStoreException taken(Path store) {
        return new BadStoreException(store, "is open already (expected: one owner at a time)");
    }

    private static void release(Path name) {
        synchronized (HELD) {
            HELD.remove(name);
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
