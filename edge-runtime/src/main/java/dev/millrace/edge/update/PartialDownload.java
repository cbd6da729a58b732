package dev.millrace.edge.update;

import dev.millrace.cascade.file.AtomicFile;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What has arrived of a download, in a file beside the bundle, and in another what it is a part of. One thread at a
 * time.
 *
 * <p>The second is written before the first byte of the first, so that bytes never lie under another's name; what a
 * crash makes of the bytes themselves is found out when the whole is verified.
 */
final class PartialDownload {
    private static final int MAX_ABOUT_BYTES = 4096;

    private final Path content;
    private final Path about;

    PartialDownload(Path bundle) {
        this.content = bundle.resolveSibling(bundle.getFileName() + ".part");
        this.about = bundle.resolveSibling(bundle.getFileName() + ".part.about");
    }

    /**
     * What is being downloaded. Immutable.
     *
     * @param tag the server's name for the content, quotes and all
     * @param mediaType what it is
     * @param bytes all of it
     */
    record About(String tag, String mediaType, long bytes) {
        boolean isDelta() {
            return mediaType.equals(EdgeUpdater.DELTA);
        }
    }

    /** Returns what the bytes are a part of, or nothing where there are none to go on from. */
    Optional<About> about() throws IOException {
        try {
            if (Files.size(about) > MAX_ABOUT_BYTES || size() == 0) {
                return Optional.empty();
            }
            String[] lines = new String(Files.readAllBytes(about), StandardCharsets.UTF_8).split("\n", -1);
            About read = new About(lines[0], lines[1], Long.parseLong(lines[2]));
            return !read.tag().isEmpty() && size() <= read.bytes() ? Optional.of(read) : Optional.empty();
        } catch (NoSuchFileException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** Returns how many bytes are there. */
    long size() throws IOException {
        try {
            return Files.size(content);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Begins another download. */
    void begin(About what) throws IOException {
        Files.deleteIfExists(content);
        String text = what.tag() + "\n" + what.mediaType() + "\n" + what.bytes() + "\n";
        AtomicFile.write(about, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Opens the bytes for more of them, without a channel, which on Android an interrupt closes. The caller closes it.
     */
    Sink append() throws IOException {
        return new Sink(new FileOutputStream(content.toFile(), true));
    }

    /** Opens the bytes for reading. The caller closes it. */
    InputStream open() throws IOException {
        return Files.newInputStream(content);
    }

    Path content() {
        return content;
    }

    /**
     * Forgets everything. Bytes that cannot be removed, as Windows keeps those of a mapped file, are a part of nothing.
     */
    void discard() throws IOException {
        Files.deleteIfExists(about);
        remove(content);
    }

    /** Removes a file that is of no more use, where that can be done. */
    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Whoever writes there next says so.
        }
    }

    /** Where bytes go; what fails here is the device's doing, not the network's. */
    record Sink(OutputStream out) implements Closeable {
        void write(byte[] bytes, int length) throws StorageException {
            try {
                out.write(bytes, 0, length);
            } catch (IOException e) {
                throw new StorageException(e);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** The device takes no more bytes. */
    static final class StorageException extends IOException {
        private static final long serialVersionUID = 1L;

        StorageException(IOException cause) {
            super("cannot be stored: " + cause.getMessage(), cause);
        }
    }
}
