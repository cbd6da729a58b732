package dev.millrace.server.edge;

import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleDelta;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.server.config.EdgeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles of a folder, {@code *.edge}, looked at again after an interval. Thread-safe: one caller at a time looks or
 * makes a delta, the others wait.
 *
 * <p>A bundle that cannot be used is logged once and passed over. Files are mapped, so they must be replaced by rename and
 * never written in place; a bundle that is removed is given up as soon as nobody fetches it any more.
 */
public final class BundleShelf {
    private static final Logger LOG = LoggerFactory.getLogger(BundleShelf.class);

    private final EdgeConfig config;
    private final TrustedKeys keys;
    private final LongSupplier ticker;
    private final Map<Path, Seen> seen = new HashMap<>();
    private final Map<Long, Optional<Download>> deltas = new HashMap<>();
    private NavigableMap<Long, Bundle> bundles = new TreeMap<>();
    private boolean looked;
    private long lookedNanos;

    /** A file as it was when it was opened, and what it held, if anything usable. */
    private record Seen(
            long bytes,
            long modifiedMillis,
            @Nullable Object key,
            @Nullable Bundle bundle) {
        boolean is(BasicFileAttributes now) {
            return bytes == now.size()
                    && modifiedMillis == now.lastModifiedTime().toMillis()
                    && (key == null || key.equals(now.fileKey()));
        }
    }

    /** Creates a shelf that has not looked yet; the configuration names a folder. {@code ticker} gives nanoseconds. */
    public BundleShelf(EdgeConfig config, LongSupplier ticker) {
        this.config = config;
        this.keys = config.trusted();
        this.ticker = ticker;
    }

    /** Returns the newest bundle, if there is any. */
    public synchronized Optional<Download> newest() {
        look();
        return bundles.isEmpty()
                ? Optional.empty()
                : Optional.of(whole(bundles.lastEntry().getValue()));
    }

    /** Returns the delta from a bundle to the newest, if the older one is still there and the delta the smaller. */
    public synchronized Optional<Download> delta(long from) {
        look();
        Bundle old = bundles.get(from);
        if (old == null || from == bundles.lastKey()) {
            return Optional.empty();
        }
        return deltas.computeIfAbsent(
                from, number -> delta(old, bundles.lastEntry().getValue()));
    }

    private static Download whole(Bundle bundle) {
        return new Download(Download.BUNDLE, bundle.tag(), bundle.content());
    }

    private static Optional<Download> delta(Bundle from, Bundle to) {
        byte[] delta = BundleDelta.between(from, to);
        LOG.info(
                "edge bundle {}: {} bytes, delta from {}: {} bytes",
                to.manifest().facts().number(),
                to.fileBytes(),
                from.manifest().facts().number(),
                delta.length);
        return delta.length >= to.fileBytes()
                ? Optional.empty()
                : Optional.of(new Download(Download.DELTA, from.tag() + "-" + to.tag(), ByteBuffer.wrap(delta)));
    }

    private void look() {
        long now = ticker.getAsLong();
        if (looked && now - lookedNanos < config.watchInterval().toNanos()) {
            return;
        }
        looked = true;
        lookedNanos = now;
        List<Path> files = files();
        seen.keySet().retainAll(files);
        NavigableMap<Long, Bundle> found = new TreeMap<>();
        for (Path file : files) {
            Bundle bundle = opened(file);
            if (bundle != null) {
                Bundle other = found.putIfAbsent(bundle.manifest().facts().number(), bundle);
                if (other != null && !other.digest().equals(bundle.digest())) {
                    LOG.warn("{}: has the number of {} and is passed over", file, other.file());
                }
            }
        }
        while (found.size() > config.deltas() + 1) {
            found.pollFirstEntry();
        }
        if (!found.equals(bundles)) {
            deltas.clear();
            bundles = found;
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(Path.of(config.bundles()))) {
            return files.filter(file -> file.toString().endsWith(".edge"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            LOG.warn("{}: cannot be listed", config.bundles(), e);
            return List.of();
        }
    }

    private @Nullable Bundle opened(Path file) {
        Seen before = seen.get(file);
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (before == null || !before.is(now)) {
                before = new Seen(now.size(), now.lastModifiedTime().toMillis(), now.fileKey(), open(file));
                seen.put(file, before);
            }
            return before.bundle();
        } catch (NoSuchFileException e) {
            LOG.debug("{}: went away", file, e);
        } catch (IOException e) {
            LOG.warn("{}: cannot be looked at", file, e);
        }
        return null;
    }

    private @Nullable Bundle open(Path file) throws IOException {
        try {
            Bundle bundle = Bundle.open(file, keys);
            LOG.info("edge bundle {}: {}", bundle.manifest().facts().number(), file);
            return bundle;
        } catch (BadBundleException e) {
            LOG.warn("edge bundle passed over: {}", e.getMessage());
            return null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
