package dev.millrace.edge.update;

import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleDelta;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.cascade.file.AtomicFile;
import dev.millrace.edge.EdgeOptions;
import dev.millrace.edge.EdgeRecommender;
import dev.millrace.edge.file.OwnerLock;
import dev.millrace.edge.update.PartialDownload.About;
import dev.millrace.edge.update.PartialDownload.Sink;
import dev.millrace.edge.update.PartialDownload.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a newer bundle to a device and puts it in the place of the one there. Thread-safe: one update of a file at a
 * time, by whichever updater; one in another process is told so.
 *
 * <p>An update asks for a delta from the bundle there, or goes on with what an earlier one left, keeps what arrives
 * beside the bundle, makes the new bundle of it, verifies all of that and that it can be run here, and only then
 * renames it. Whatever fails before that, the network, the disk, the signature, leaves the bundle as it is and is said
 * in the outcome. Where a delta leads to nothing good, the whole bundle is fetched instead; where reading what is on
 * the device fails, nothing is taken for bad, and the next update tries again. The bundle's own file is never written
 * to: whoever runs the old one goes on.
 *
 * <p>Beside {@code shop.edge} lie {@code shop.edge.newest}, the highest number accepted, the empty
 * {@code shop.edge.lock}, and while there is something to go on from {@code shop.edge.part} and
 * {@code shop.edge.part.about}. Where the first is damaged every update fails. An update begins by raising it to the
 * number of the bundle there, whoever put that there.
 */
public final class EdgeUpdater {
    static final String BUNDLE = "application/vnd.millrace.edge-bundle";
    static final String DELTA = "application/vnd.millrace.edge-delta";

    private static final String TARGET = "/v1/edge/bundle";
    private static final int BUFFER_BYTES = 1 << 14;

    private final Path file;
    private final TrustedKeys keys;
    private final EdgeTransport transport;
    private final long maxBytes;
    private final Consumer<Bundle> check;
    private final Path next;
    private final PartialDownload partial;
    private final NewestAccepted newest;

    /**
     * Creates an updater of a bundle that is opened with {@link EdgeOptions#DEFAULT}; see {@link #EdgeUpdater(Path,
     * TrustedKeys, EdgeTransport, long, Consumer)}.
     */
    public EdgeUpdater(Path file, TrustedKeys keys, EdgeTransport transport, long maxBytes) {
        this(file, keys, transport, maxBytes, bundle -> EdgeRecommender.check(bundle, EdgeOptions.DEFAULT));
    }

    /**
     * Creates an updater; nothing is read or asked yet.
     *
     * @param file the bundle, which need not be there
     * @param keys of which one must have signed a bundle
     * @param transport how the server is reached
     * @param maxBytes a longer download is refused
     * @param check is given each new bundle, verified, before it takes the place; one it throws at is refused. For an
     *     app with options of its own {@link EdgeRecommender#check}
     */
    public EdgeUpdater(Path file, TrustedKeys keys, EdgeTransport transport, long maxBytes, Consumer<Bundle> check) {
        this.file = file;
        this.keys = keys;
        this.transport = transport;
        this.maxBytes = maxBytes;
        this.check = check;
        this.next = file.resolveSibling(file.getFileName() + ".next");
        this.partial = new PartialDownload(file);
        this.newest = new NewestAccepted(file);
    }

    /**
     * Opens the bundle that updates keep in place, refusing one older than the newest that was ever accepted.
     *
     * @throws BadBundleException when it is missing, not as signed, or an older one, or when the newest number is
     *     damaged
     * @throws UncheckedIOException when one of them cannot be read
     */
    public static Bundle open(Path file, TrustedKeys keys) {
        return Bundle.open(file, keys, newestAccepted(file));
    }

    /**
     * Returns the number of the newest bundle that updates ever found or put in place, 0 before the first: the least
     * that may be opened there.
     *
     * @throws BadBundleException when it is damaged
     * @throws UncheckedIOException when it cannot be read
     */
    public static long newestAccepted(Path file) {
        try {
            return new NewestAccepted(file).number();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": the newest number accepted cannot be read: " + e, e);
        }
    }

    /**
     * Fetches what is new, if anything is. Waits for the network, and for an update of the same file that is under way
     * in this process; fails by its outcome alone, as where another process is updating the file.
     */
    public UpdateOutcome update() {
        try (OwnerLock lock = OwnerLock.await(file)) {
            return lock == null
                    ? failed(new IOException(file + ": another process is updating it"), false)
                    : updateAlone();
        } catch (IOException e) {
            return failed(new IOException(file + ": cannot be locked: " + e, e), false);
        }
    }

    private UpdateOutcome updateAlone() {
        try {
            long accepted = newest.number();
            Bundle current = current(accepted);
            if (current != null) {
                // The update that put it there may have failed to.
                newest.raise(number(current));
            }
            return update(current, current == null ? accepted : number(current), current != null);
        } catch (StorageException e) {
            return failed(e, true);
        } catch (IOException | UncheckedIOException | BadBundleException e) {
            return failed(e, false);
        }
    }

    private @Nullable Bundle current(long accepted) {
        try {
            return Bundle.open(file, keys, accepted);
        } catch (BadBundleException e) {
            // What cannot be run cannot be lost: the whole is fetched.
            return null;
        }
    }

    private UpdateOutcome update(@Nullable Bundle current, long least, boolean byDelta) throws IOException {
        Download download = new Download();
        Optional<About> arrived = download.fetch(current, byDelta);
        if (!arrived.isPresent()) {
            partial.discard();
            return new UpdateOutcome.Unchanged();
        }
        About what = arrived.get();
        try {
            Bundle bundle = accept(what.isDelta() ? made(current) : partial.content(), least);
            return new UpdateOutcome.Updated(bundle, download.received, what.isDelta());
        } catch (BadBundleException | EOFException e) {
            discard();
            if (download.received == 0) {
                // What an earlier update left; this one has not asked yet.
                return update(current, least, byDelta);
            }
            if (what.isDelta()) {
                return update(current, least, false);
            }
            throw e;
        }
    }

    /** Makes the new bundle of a delta, beside the old. */
    private Path made(@Nullable Bundle current) throws IOException {
        if (current == null) {
            throw new BadBundleException(next, "a delta, and no bundle to start from");
        }
        try (InputStream delta = partial.open()) {
            BundleDelta.apply(current, delta, next, keys, maxBytes);
            return next;
        } catch (BadBundleException | IOException e) {
            Files.deleteIfExists(next);
            throw e;
        }
    }

    private Bundle accept(Path candidate, long least) throws IOException {
        Bundle accepted = Bundle.open(candidate, keys, least);
        checkRuns(accepted);
        AtomicFile.replace(candidate, file);
        try {
            discard();
            newest.raise(number(accepted));
        } catch (IOException | BadBundleException e) {
            // The new bundle is in its place; the next update makes up for this.
        }
        return accepted.renamed(file);
    }

    /** Not a bad bundle, of which the whole might be better than what the delta led to. */
    private void checkRuns(Bundle candidate) throws IOException {
        try {
            check.accept(candidate);
        } catch (RuntimeException e) {
            discard();
            throw new IOException("the new bundle cannot be run here: " + e.getMessage(), e);
        }
    }

    /** Forgets what has arrived and what was made of it. */
    private void discard() throws IOException {
        partial.discard();
        PartialDownload.remove(next);
    }

    private static long number(Bundle bundle) {
        return bundle.manifest().facts().number();
    }

    private UpdateOutcome failed(Exception e, boolean storage) {
        long kept = 0;
        try {
            if (storage) {
                partial.discard();
            }
            kept = partial.about().isPresent() ? partial.size() : 0;
        } catch (IOException more) {
            e.addSuppressed(more);
        }
        return new UpdateOutcome.Failed(e.getMessage() == null ? e.toString() : e.getMessage(), kept);
    }

    /** The way of one download into the partial one. Used once. */
    private final class Download {
        private long received;

        /** Returns what has arrived, all of it; nothing when there is nothing new. */
        Optional<About> fetch(@Nullable Bundle current, boolean byDelta) throws IOException {
            Optional<About> begun = partial.about().filter(about -> byDelta || !about.isDelta());
            if (begun.isPresent() && partial.size() == begun.get().bytes()) {
                return begun;
            }
            Map<String, String> headers = new TreeMap<>();
            if (current != null) {
                headers.put("If-None-Match", '"' + current.tag() + '"');
            }
            if (begun.isPresent()) {
                headers.put("Range", "bytes=" + partial.size() + "-");
                headers.put("If-Range", begun.get().tag());
            }
            boolean wholeBegun = begun.isPresent() && !begun.get().isDelta();
            String target = current != null && byDelta && !wholeBegun ? TARGET + "?from=" + number(current) : TARGET;
            try (EdgeTransport.Answer answer = ask(target, headers)) {
                return switch (answer.status()) {
                    case 304 -> Optional.empty();
                    case 206 -> Optional.of(goOn(answer, begun));
                    case 200 -> Optional.of(begin(answer));
                    default -> throw refused(answer, begun.isPresent());
                };
            }
        }

        private EdgeTransport.Answer ask(String target, Map<String, String> headers) throws IOException {
            try {
                return transport.open(target, headers);
            } catch (RuntimeException e) {
                throw new IOException("the transport failed: " + e, e);
            }
        }

        private IOException refused(EdgeTransport.Answer answer, boolean resumed) throws IOException {
            if (resumed && answer.status() == 416) {
                partial.discard();
            }
            return new IOException("the server answered " + answer.status());
        }

        private About goOn(EdgeTransport.Answer answer, Optional<About> begun) throws IOException {
            String expected = !begun.isPresent()
                    ? ""
                    : "bytes " + partial.size() + "-" + (begun.get().bytes() - 1) + "/"
                            + begun.get().bytes();
            if (!begun.isPresent() || !answer.header("content-range").equals(expected)) {
                partial.discard();
                throw new IOException("the server answered with '" + answer.header("content-range") + "' (expected: '"
                        + expected + "')");
            }
            receive(answer, begun.get());
            return begun.get();
        }

        private About begin(EdgeTransport.Answer answer) throws IOException {
            String length = answer.header("content-length");
            if (!length.matches("[1-9][0-9]{0,14}") || Long.parseLong(length) > maxBytes) {
                throw new IOException("content of '" + length + "' bytes (expected: 1 to " + maxBytes + ")");
            }
            String mediaType = answer.header("content-type");
            if (!mediaType.equals(BUNDLE) && !mediaType.equals(DELTA)) {
                throw new IOException("content of type '" + mediaType + "' (expected: " + BUNDLE + ")");
            }
            About what = new About(answer.header("etag"), mediaType, Long.parseLong(length));
            try {
                partial.begin(what);
            } catch (IOException e) {
                throw new StorageException(e);
            }
            receive(answer, what);
            return what;
        }

        private void receive(EdgeTransport.Answer answer, About what) throws IOException {
            byte[] buffer = new byte[BUFFER_BYTES];
            long left = what.bytes() - partial.size();
            try (Sink sink = partial.append()) {
                while (left > 0) {
                    int count = answer.read(buffer, (int) Math.min(buffer.length, left));
                    if (count < 0) {
                        throw new IOException("the content ended " + left + " bytes early");
                    }
                    sink.write(buffer, count);
                    received += count;
                    left -= count;
                }
            }
        }
    }
}
