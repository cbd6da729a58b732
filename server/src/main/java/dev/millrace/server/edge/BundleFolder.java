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
 * changed. Of files with one number the one that was changed last counts.
 */
final class BundleFolder {
    private static final Logger LOG = LoggerFactory.getLogger(BundleFolder.class);
    private static final long UNUSABLE = -1;
    private static final Seen NOT_SEEN = new Seen(0, 0, null, UNUSABLE, null);

    private final Path folder;
    private final TrustedKeys keys;
    private final Map<Path, Seen> seen = new HashMap<>();
    /** The files that could not be read at the last look. */
    private final Set<Path> unreadable = new HashSet<>();
    /** The files that gave way to another of their number at the last look. */
    private final Set<Path> doubled = new HashSet<>();

    private NavigableMap<Long, Bundle> last = new TreeMap<>();

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
     * Where the folder cannot be listed it is those of the last look.
     */
    NavigableMap<Long, Bundle> newest(int count) {
        List<Path> files;
        try {
            files = files();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{}: cannot be listed, what was found before is served", folder, e);
            return last;
        }
        seen.keySet().retainAll(files);
        unreadable.retainAll(files);
        doubled.retainAll(files);
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
                if (other == null) {
                    doubled.remove(file);
                } else if (!other.digest().equals(bundle.digest()) && doubled.add(file)) {
                    LOG.warn(
                            "{}: has number {} as {} has and is passed over (served: the one that was changed last)",
                            file,
                            known.number(),
                            other.file());
                }
            }
        }
        last = found;
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

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".edge"))
                    .sorted()
                    .toList();
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

    /** Returns the files of bundles, the highest number first and of one number the one that was changed last. */
    private List<Path> byNumber(List<Path> files) {
        return files.stream()
                .filter(file -> seen(file).number() != UNUSABLE)
                .sorted(Comparator.comparingLong((Path file) -> seen(file).number())
                        .thenComparingLong(file -> seen(file).modifiedMillis())
                        .reversed())
                .toList();
    }

    private Seen seen(Path file) {
        return seen.getOrDefault(file, NOT_SEEN);
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
