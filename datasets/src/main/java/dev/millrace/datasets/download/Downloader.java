package dev.millrace.datasets.download;

import dev.millrace.cascade.file.AtomicFile;
import dev.millrace.datasets.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Fetches a file over HTTP, however often the connection drops. Thread-safe for different files.
 *
 * <p>What came is kept in {@code NAME.part}; the next attempt, now or another day, asks for the rest with {@code Range}
 * and {@code If-Range}, so that a file that changed in between comes whole again and never as two halves of two
 * versions. A whole file has its SHA-256 checked against the pin, where there is one, or against the one noted beside
 * it ({@code NAME.sha256}) at the first download, and only then gets its name.
 */
public final class Downloader {
    private static final Duration MOST_ASKED = Duration.ofMinutes(2);

    private final Patience patience;
    private final Pause pause;

    /** Waits. */
    interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    /** Creates a downloader of that patience. */
    public Downloader(Patience patience) {
        this(patience, Thread::sleep);
    }

    Downloader(Patience patience, Pause pause) {
        this.patience = patience;
        this.pause = pause;
    }

    /**
     * Fetches a file into a folder, or finds it there.
     *
     * @return the file
     * @throws DataException when the server refuses it, the connection stays bad, the disk is full or the SHA-256 is
     *     wrong; the message says which
     */
    public Path fetch(RemoteFile file, Path folder, Progress progress) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path target = folder.resolve(file.name());
        Pin pin = Pin.of(file, target);
        if (Files.exists(target)) {
            pin.check(target, target);
            progress.message(target + ": is there already, SHA-256 as expected");
            return target;
        }
        try (PartFile part = PartFile.open(target)) {
            transfer(file, part, progress);
            if (!pin.fits(part.path())
                    && file.sha256().isPresent()
                    && part.tag().isEmpty()) {
                progress.message(part.path() + ": put together from unknown versions, fetched anew");
                part.restart(Optional.empty());
                transfer(file, part, progress);
            }
            String note = pin.check(part.path(), target);
            part.finish();
            if (!note.isEmpty()) {
                progress.message(note);
            }
        }
        return target;
    }

    private void transfer(RemoteFile file, PartFile part, Progress progress) throws IOException, InterruptedException {
        int failures = 0;
        while (true) {
            if (part.tag().isEmpty() && file.sha256().isEmpty()) {
                part.restart(Optional.empty());
            }
            long before = part.size();
            Duration wait;
            String problem;
            try (Reply reply = Reply.to(file.address(), before, part.tag(), patience.silence())) {
                if (receive(file, part, reply, progress)) {
                    return;
                }
                problem = "the connection ended early";
                wait = Duration.ZERO;
                if (busy(reply.status())) {
                    problem = "status " + reply.status();
                    wait = reply.retryAfter().orElse(Duration.ZERO);
                }
            } catch (IOException e) {
                problem = String.valueOf(e.getMessage());
                wait = Duration.ZERO;
            }
            failures = part.size() > before ? 1 : failures + 1;
            if (failures >= patience.attempts()) {
                throw new DataException(file.address() + ": gave up after " + failures + " attempts: " + problem
                        + " (run again to go on; " + part.size() + " bytes are kept)");
            }
            Duration own = patience.pause(failures);
            Duration asked = wait.compareTo(MOST_ASKED) > 0 ? MOST_ASKED : wait;
            progress.message(file.name() + ": " + problem + ", goes on at byte " + part.size());
            pause.sleep(asked.compareTo(own) > 0 ? asked : own);
        }
    }

    private static boolean busy(int status) {
        return status == 408 || status == 425 || status == 429 || status / 100 == 5;
    }

    /** Takes what a reply brings; returns whether the file is whole. */
    private static boolean receive(RemoteFile file, PartFile part, Reply reply, Progress progress) throws IOException {
        int status = reply.status();
        if (status == HttpURLConnection.HTTP_PARTIAL) {
            if (reply.rangeStart() != part.size()) {
                part.restart(Optional.empty());
                return false;
            }
        } else if (status == HttpURLConnection.HTTP_OK) {
            part.restart(reply.tag());
        } else if (status == 416) {
            boolean whole = part.size() > 0 && reply.rangeStart() < 0 && part.size() == file.bytes();
            if (!whole) {
                part.restart(Optional.empty());
            }
            return whole;
        } else if (busy(status)) {
            return false;
        } else {
            throw new DataException(file.address() + ": status " + status + " (expected: 200; has the file moved?)");
        }
        return body(file, part, reply, progress);
    }

    private static boolean body(RemoteFile file, PartFile part, Reply reply, Progress progress) throws IOException {
        long total = reply.total() >= 0 ? reply.total() : file.bytes();
        checkRoom(part, total);
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = reply.body()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                part.append(buffer, read);
                progress.bytes(part.size(), total);
            }
        }
        if (total >= 0 && part.size() > total) {
            part.restart(Optional.empty());
            throw new IOException("more bytes than announced (expected: " + total + ")");
        }
        return total < 0 || part.size() == total;
    }

    private static void checkRoom(PartFile part, long total) throws IOException {
        long missing = total - part.size();
        long room = Files.getFileStore(part.path()).getUsableSpace();
        if (total >= 0 && missing > room) {
            throw new DataException(part.path() + ": " + missing + " more bytes to come, room for " + room
                    + " (make room and run again; what came so far is kept)");
        }
    }

    /** What the SHA-256 of a file is to be, and who says so. */
    private record Pin(RemoteFile file, Path noted, Optional<String> expected) {
        static Pin of(RemoteFile file, Path target) throws IOException {
            Path noted = target.resolveSibling(target.getFileName() + ".sha256");
            Optional<String> expected = file.sha256();
            if (expected.isEmpty() && Files.exists(noted)) {
                String text = Files.readString(noted, StandardCharsets.UTF_8);
                expected = Optional.of(text.strip().replaceFirst("\\s.*", ""));
            }
            return new Pin(file, noted, expected);
        }

        boolean fits(Path path) throws IOException {
            return expected.isEmpty() || expected.get().equals(Sha256.of(path));
        }

        /** Checks a file, or notes its sum where nobody says what it is to be; returns what the user should know. */
        String check(Path path, Path target) throws IOException {
            String actual = Sha256.of(path);
            if (expected.isEmpty()) {
                AtomicFile.write(noted, (actual + "  " + file.name() + "\n").getBytes(StandardCharsets.UTF_8));
                return target + ": nobody publishes its SHA-256; noted " + actual + " in " + noted.getFileName();
            }
            if (!expected.get().equals(actual)) {
                if (!path.equals(target)) {
                    Files.delete(path);
                }
                throw new DataException(target + ": SHA-256 " + actual + " (expected: " + expected.get() + ", from "
                        + (file.sha256().isPresent() ? "the catalogue" : noted.getFileName()) + "; "
                        + (path.equals(target)
                                ? "remove the file to fetch it again"
                                : "what came was removed; the source has changed or is not to be trusted")
                        + ")");
            }
            return "";
        }
    }
}
