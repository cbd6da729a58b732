package dev.millrace.cascade.release;

import dev.millrace.cascade.file.AtomicFile;
import dev.millrace.cascade.file.FileWriteException;
import dev.millrace.cascade.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a release: files into a temporary folder beside the others, then everything synced, renamed and made
 * {@value Release#CURRENT}. Until {@link #publish} returns, no reader sees any of it. One thread at a time; closing
 * without publishing removes what was written.
 */
public final class ReleaseWriter implements AutoCloseable {
    static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private final Path releases;
    private final String version;
    private final Path temporary;
    private boolean published;

    private ReleaseWriter(Path releases, String version, Path temporary) {
        this.releases = releases;
        this.version = version;
        this.temporary = temporary;
    }

    /**
     * Starts a release in a folder of releases, which is created when missing. What writers that were killed left in
     * that folder is removed once nobody has touched it for a day.
     *
     * @throws IllegalArgumentException when the version is no plain name or is there already
     */
    public static ReleaseWriter create(Path releases, String version) throws IOException {
        check(releases, version);
        Files.createDirectories(releases);
        Path temporary = releases.resolve(Leftovers.PREFIX + version).normalize();
        if (Files.exists(temporary)) {
            Leftovers.delete(temporary);
        }
        Files.createDirectories(temporary);
        Leftovers.remove(releases, temporary);
        return new ReleaseWriter(releases, version, temporary);
    }

    /**
     * Checks that a release of this version can be started.
     *
     * @throws IllegalArgumentException when the version is no plain name or is there already
     */
    public static void check(Path releases, String version) {
        if (!VERSION.matcher(version).matches() || version.equals(Release.CURRENT)) {
            throw new IllegalArgumentException(
                    "release version: '" + version + "' (expected: letters, digits, '.', '_', '-')");
        }
        if (Files.exists(releases.resolve(version))) {
            throw new IllegalArgumentException("release " + version + ": is there already in " + releases);
        }
    }

    /**
     * Returns where to write a file of the release; its folders are created.
     *
     * @param path plain names joined by {@code /}
     * @throws IllegalArgumentException when the path would leave the release or is the manifest's
     */
    public Path file(String path) throws IOException {
        Path file = temporary.resolve(path).normalize();
        Path parent = file.getParent();
        if (parent == null
                || path.isEmpty()
                || path.indexOf('\\') >= 0
                || path.equals(Release.MANIFEST)
                || !file.equals(temporary.resolve(path))
                || !file.startsWith(temporary)) {
            throw new IllegalArgumentException("file: '" + path + "' (expected: a plain path inside the release)");
        }
        Files.createDirectories(parent);
        return file;
    }

    /** Writes a JSON file. */
    public void json(String path, JsonObject json) throws IOException {
        Path file = file(path);
        write(file, json.toString(), file);
    }

    /**
     * Hashes, syncs and renames the release and makes it the live one.
     *
     * @param created ISO-8601 instant
     * @param dimension numbers an item vector
     * @param items number of items
     * @param data what it learned from
     * @param metrics offline metrics
     * @return the release folder
     */
    public Path publish(String created, int dimension, int items, JsonObject data, JsonObject metrics)
            throws IOException {
        Map<String, Manifest.Entry> files = new TreeMap<>();
        for (String path : Release.files(temporary)) {
            Path file = temporary.resolve(path);
            files.put(path, new Manifest.Entry(Files.size(file), Sha256.of(file)));
            sync(file);
        }
        Manifest.Entry schema = files.get(Release.SCHEMA);
        if (schema == null) {
            throw new IllegalStateException(Release.SCHEMA + ": was not written");
        }
        Manifest manifest = new Manifest(
                Manifest.FORMAT, version, created, schema.sha256(), dimension, items, files, data, metrics);
        Path manifestFile = temporary.resolve(Release.MANIFEST);
        write(manifestFile, Manifest.seal(manifest.toJson()), manifestFile);
        sync(manifestFile);
        syncFolders(temporary);
        Path folder = releases.resolve(version);
        Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        published = true;
        AtomicFile.syncFolder(releases);
        makeCurrent(releases, version);
        return folder;
    }

    /**
     * Names the live version of a folder of releases, replacing {@value Release#CURRENT} atomically. Of several who do
     * so at once, one is the last.
     *
     * @throws FileWriteException naming the file, which is then as it was
     */
    public static void makeCurrent(Path releases, String version) throws IOException {
        Path current = releases.resolve(Release.CURRENT);
        Path next = releases.resolve(Leftovers.PREFIX + Release.CURRENT + "-" + UUID.randomUUID());
        try {
            write(next, version + "\n", current);
            AtomicFile.replace(next, current);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static void syncFolders(Path root) throws IOException {
        List<Path> folders;
        try (Stream<Path> walk = Files.walk(root)) {
            folders = walk.filter(Files::isDirectory).collect(Collectors.toList());
        }
        folders.forEach(AtomicFile::syncFolder);
    }

    /** Writes a file, which is or is to become {@code named}. */
    private static void write(Path file, String text, Path named) throws FileWriteException {
        try {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new FileWriteException(named, e);
        }
    }

    private static void sync(Path file) throws FileWriteException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new FileWriteException(file, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!published) {
            Leftovers.delete(temporary);
        }
    }
}
