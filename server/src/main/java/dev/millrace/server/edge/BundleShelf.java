package dev.millrace.server.edge;

import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.server.config.EdgeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles of a folder, {@code *.edge}, looked at again after an interval. Thread-safe: one caller at a time looks,
 * the others wait; one at a time makes a delta, and the others do without meanwhile.
 *
 * <p>A bundle that cannot be used is logged once and passed over. Files are mapped, so they must be replaced by rename
 * and never written in place; a bundle that is removed is given up as soon as nobody fetches it any more.
 */
public final class BundleShelf {
    private static final Logger LOG = LoggerFactory.getLogger(BundleShelf.class);

    private final EdgeConfig config;
    private final BundleFolder folder;
    private final LongSupplier ticker;
    private final Maker maker;
    private final Map<Long, Optional<Download>> deltas = new HashMap<>();
    /** From which bundles a delta could not be made: that is tried again after the next look. */
    private final Set<Long> failed = new HashSet<>();

    private NavigableMap<Long, Bundle> bundles = new TreeMap<>();
    private boolean making;
    private boolean looked;
    private long lookedNanos;

    /** Makes the delta from one bundle to another, if it is the smaller. */
    interface Maker {
        Optional<Download> between(Bundle from, Bundle to) throws IOException;
    }

    /** What a delta is made of. */
    private record Pair(Bundle from, Bundle to) {}

    /** Creates a shelf that has not looked yet; the configuration names a folder. {@code ticker} gives nanoseconds. */
    public BundleShelf(EdgeConfig config, LongSupplier ticker) {
        this(config, ticker, DeltaFile::between);
    }

    BundleShelf(EdgeConfig config, LongSupplier ticker, Maker maker) {
        this.config = config;
        this.folder = new BundleFolder(Path.of(config.bundles()), config.trusted());
        this.ticker = ticker;
        this.maker = maker;
    }

    /** Returns the newest bundle, if there is any. */
    public synchronized Optional<Download> newest() {
        look();
        return bundles.isEmpty()
                ? Optional.empty()
                : Optional.of(whole(bundles.lastEntry().getValue()));
    }

    /** Returns whether there are bundles, and all of them have lower numbers. */
    public synchronized boolean isBehind(long number) {
        look();
        return !bundles.isEmpty() && number > bundles.lastKey();
    }

    /**
     * Returns the delta from a bundle to the newest, if the older one is still there, the delta the smaller, and none
     * being made for another caller.
     */
    public Optional<Download> delta(long from) {
        Pair pair;
        synchronized (this) {
            look();
            Bundle old = bundles.get(from);
            if (old == null || from == bundles.lastKey()) {
                return Optional.empty();
            }
            Optional<Download> kept = deltas.get(from);
            if (kept != null || making) {
                return kept == null ? Optional.empty() : kept;
            }
            making = true;
            pair = new Pair(old, bundles.lastEntry().getValue());
        }
        Optional<Download> made = Optional.empty();
        boolean known = false;
        try {
            made = make(pair);
            known = true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("delta from edge bundle {}: cannot be made, the whole bundle is served instead", from, e);
        } finally {
            keep(from, pair, made, known);
        }
        return made;
    }

    private Optional<Download> make(Pair pair) throws IOException {
        Optional<Download> delta = maker.between(pair.from(), pair.to());
        LOG.info(
                "edge bundle {}: {} bytes, delta from {}: {}",
                pair.to().manifest().facts().number(),
                pair.to().fileBytes(),
                pair.from().manifest().facts().number(),
                delta.map(made -> made.content().remaining() + " bytes").orElse("not smaller"));
        return delta;
    }

    private synchronized void keep(long from, Pair pair, Optional<Download> made, boolean known) {
        making = false;
        if (bundles.get(from) == pair.from() && bundles.lastEntry().getValue() == pair.to()) {
            deltas.put(from, made);
            if (!known) {
                failed.add(from);
            }
        }
    }

    private static Download whole(Bundle bundle) {
        return new Download(Download.BUNDLE, bundle.tag(), bundle.content());
    }

    private void look() {
        long now = ticker.getAsLong();
        if (looked && now - lookedNanos < config.watchInterval().toNanos()) {
            return;
        }
        looked = true;
        lookedNanos = now;
        deltas.keySet().removeAll(failed);
        failed.clear();
        NavigableMap<Long, Bundle> found = folder.newest(config.deltas() + 1);
        if (!found.equals(bundles)) {
            deltas.clear();
            bundles = found;
        }
    }
}
