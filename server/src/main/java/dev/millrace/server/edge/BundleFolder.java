package dev.millrace.server.edge;

import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleManifest;
import dev.millrace.cascade.bundle.TrustedKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest bundles among the files {@code *.edge} of a folder. One thread at a time.
 *
 * <p>Of every file the head is read, of those with the highest numbers all the rest. A file is read again when it has
 * changed.
 */
final class BundleFolder {
    private static final Logger LOG = LoggerFactory.getLogger(BundleFolder.class);
    private static final long UNUSABLE = -1;

    private final Path folder;
    private final TrustedKeys keys;
    private final Map<Path, Seen> seen = new HashMap<>();
    /** The files that could not be read at the last look. */
    private final Set<Path> unreadable = new HashSet<>();

    /**
     * A file as it was when it was looked at, its number or {@link #UNUSABLE}, and what it holds while that is used.
     */
    private record Seen(
            long bytes,
            long modifiedMillis,
            @Nullable Object key,
            long number,
            @Nullable Bundle bundle) {
        static Seen of(BasicFileAttributes now, long number) {
            return new Seen(now.size(), now.lastModifiedTime().toMillis(), now.fileKey(), number, null);
        }

        boolean is(BasicFileAttributes now) {
            return bytes == now.size()
                    && modifiedMillis == now.lastModifiedTime().toMillis()
                    && (key == null || key.equals(now.fileKey()));
        }

        Seen unusable() {
            return new Seen(bytes, modifiedMillis, key, UNUSABLE, null);
        }

        Seen holding(@Nullable Bundle other) {
            return new Seen(bytes, modifiedMillis, key, number, other);
        }
    }

    BundleFolder(Path folder, TrustedKeys keys) {
        this.folder = folder;
        this.keys = keys;
    }

    /**
     * Looks and returns the usable bundles of the highest numbers, by number; the same objects while their files are.
     */
    NavigableMap<Long, Bundle> newest(int count) {
        List<Path> files = files();
        seen.keySet().retainAll(files);
        unreadable.retainAll(files);
        files.forEach(this::glance);
        NavigableMap<Long, Bundle> found = new TreeMap<>();
        for (Path file : byNumber(files)) {
            Seen known = seen.get(file);
            if (known == null || (found.size() == count && !found.containsKey(known.number()))) {
                seen.computeIfPresent(file, (path, unused) -> unused.holding(null));
                continue;
            }
            Bundle bundle = opened(file, known);
            if (bundle != null) {
                Bundle other = found.putIfAbsent(bundle.manifest().facts().number(), bundle);
                if (other != null && !other.digest().equals(bundle.digest())) {
                    LOG.warn("{}: has the number of {} and is passed over", file, other.file());
                }
            }
        }
        return found;
    }

    /** Returns the bundle of a file, null where it is none or cannot be read, which is tried again the next time. */
    private @Nullable Bundle opened(Path file, Seen known) {
        try {
            Bundle bundle = known.bundle() != null ? known.bundle() : open(file);
            seen.put(file, bundle == null ? known.unusable() : known.holding(bundle));
            return bundle;
        } catch (UncheckedIOException e) {
            unreadable(file, e);
            return null;
        }
    }

    /** Has a file tried again at the next look, and says so once. */
    private void unreadable(Path file, Exception why) {
        seen.remove(file);
        if (unreadable.add(file)) {
            LOG.warn("{}: cannot be read: {}", file, why.toString());
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".edge"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            LOG.warn("{}: cannot be listed", folder, e);
            return List.of();
        }
    }

    /** Reads the number of a file that is new or has changed. */
    private void glance(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Seen known = seen.get(file);
            if (known == null || !known.is(now)) {
                seen.put(file, Seen.of(now, number(file)));
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{}: went away", file, e);
            seen.remove(file);
        } catch (IOException e) {
            unreadable(file, e);
        }
    }

    private long number(Path file) throws IOException {
        try {
            return BundleManifest.read(file, keys).facts().number();
        } catch (BadBundleException e) {
            LOG.warn("edge bundle passed over: {}", e.getMessage());
            return UNUSABLE;
        }
    }

    private List<Path> byNumber(List<Path> files) {
        return files.stream()
                .filter(file -> number(seen.get(file)) != UNUSABLE)
                .sorted(Comparator.comparingLong((Path file) -> number(seen.get(file)))
                        .reversed())
                .toList();
    }

    private static long number(@Nullable Seen seen) {
        return seen == null ? UNUSABLE : seen.number();
    }

    private @Nullable Bundle open(Path file) {
        try {
            Bundle bundle = Bundle.open(file, keys);
            LOG.info("edge bundle {}: {}", bundle.manifest().facts().number(), file);
            return bundle;
        } catch (BadBundleException e) {
            LOG.warn("edge bundle passed over: {}", e.getMessage());
            return null;
        }
    }
}
