package dev.millrace.cascade.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What writers that were killed left in a folder of releases. Stateless. */
final class Leftovers {
    /** Begins the names of what is being written. */
    static final String PREFIX = ".tmp-";

    private Leftovers() {}

    /**
     * Removes what nobody has touched for a day, which no writer at work leaves alone for so long. What cannot be
     * removed stays: it takes room and does no other harm.
     *
     * @param madeNow tells the time by the clock of the same disk
     */
    static void remove(Path releases, Path madeNow) throws IOException {
        Instant old = touched(madeNow).minus(1, ChronoUnit.DAYS);
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(releases, PREFIX + "*")) {
            for (Path path : unfinished) {
                removeIfOlder(path, old);
            }
        }
    }

    private static void removeIfOlder(Path path, Instant old) {
        try {
            Instant latest = Instant.MIN;
            for (Path part : parts(path)) {
                Instant touched = touched(part);
                latest = touched.isAfter(latest) ? touched : latest;
            }
            if (latest.isBefore(old)) {
                delete(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // Another writer may be removing it.
        }
    }

    private static Instant touched(Path path) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    /** Removes a file, or a folder with all that is in it. */
    static void delete(Path path) throws IOException {
        for (Path part : parts(path)) {
            Files.delete(part);
        }
    }

    /** Returns a path and all below it, what is in a folder before the folder. */
    private static List<Path> parts(Path path) throws IOException {
        try (Stream<Path> walk = Files.walk(path)) {
            return walk.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
        }
    }
}
