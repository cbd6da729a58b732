package dev.millrace.cascade.release;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A verified release folder; it holds no open file. Immutable. Thread-safe as far as its pace is, as one that was
 * opened at full speed is.
 *
 * <p>Opening checks that the manifest is of this format and as it was written, that every listed file is there as a
 * plain file inside the folder with the listed size and SHA-256, that every {@code *.onnx} file holds all of its data
 * itself, and that nothing unlisted lies beside them. Only files named in the manifest can be reached.
 */
public final class Release {
    /** The file in a folder of releases that names the live version. */
    public static final String CURRENT = "CURRENT";

    static final String MANIFEST = "manifest.json";
    static final String SCHEMA = "schema.json";

    private static final int MAX_JSON_BYTES = 1 << 26;

    private final Path folder;
    private final Manifest manifest;
    private final Pace pace;

    private Release(Path folder, Manifest manifest, Pace pace) {
        this.folder = folder;
        this.manifest = manifest;
        this.pace = pace;
    }

    /**
     * Opens a release, or the live one of a folder of releases.
     *
     * @param path a release folder, or a folder with a {@value #CURRENT} file
     * @throws BadReleaseException naming the file and the reason, when anything is not as the manifest says
     */
    public static Release open(Path path) {
        return open(path, Pace.FULL);
    }

    /**
     * Does the same at a pace, which {@link #arrays} and whoever asks for {@link #pace} keep to as well.
     *
     * @throws BadReleaseException naming the file and the reason, when anything is not as the manifest says
     */
    public static Release open(Path path, Pace pace) {
        Path folder = resolve(path);
        Path manifestFile = folder.resolve(MANIFEST);
        if (Files.isSymbolicLink(manifestFile)) {
            throw new BadReleaseException(manifestFile, "is a symbolic link");
        }
        String text = readString(manifestFile);
        Manifest manifest;
        try {
            manifest = Manifest.fromJson(JsonReader.parse(text));
        } catch (JsonException | IllegalArgumentException e) {
            throw new BadReleaseException(manifestFile, String.valueOf(e.getMessage()), e);
        }
        if (!Manifest.isSealed(text)) {
            throw new BadReleaseException(manifestFile, "has changed: its SHA-256 is not the one it was written with");
        }
        Path name = folder.toAbsolutePath().normalize().getFileName();
        if (name == null || !manifest.version().equals(name.toString())) {
            throw new BadReleaseException(
                    manifestFile, "version: " + manifest.version() + " (expected: the folder's name, " + name + ")");
        }
        Release release = new Release(folder, manifest, pace);
        release.verify();
        return release;
    }

    private static Path resolve(Path path) {
        if (!Files.isDirectory(path)) {
            throw new BadReleaseException(path, "is not a folder");
        }
        String version = current(path);
        return version == null ? path : path.resolve(version);
    }

    /**
     * Returns the version that a folder of releases names as the live one, or null where it names none, as a release
     * folder does not.
     *
     * @throws BadReleaseException when {@value #CURRENT} is there and cannot be read or names no version
     */
    public static @Nullable String current(Path releases) {
        Path current = releases.resolve(CURRENT);
        if (!Files.isRegularFile(current)) {
            return null;
        }
        String version = readString(current).trim();
        if (!ReleaseWriter.VERSION.matcher(version).matches()) {
            throw new BadReleaseException(current, "names '" + version + "' (expected: a release version)");
        }
        return version;
    }

    private void verify() {
        Path root = folder.toAbsolutePath().normalize();
        for (Map.Entry<String, Manifest.Entry> listed : manifest.files().entrySet()) {
            verifyFile(root, listed.getKey(), listed.getValue(), pace);
        }
        Manifest.Entry schema = manifest.files().get(SCHEMA);
        if (schema == null || !schema.sha256().equals(manifest.schemaHash())) {
            throw new BadReleaseException(folder.resolve(SCHEMA), "is not the schema this release was made with");
        }
        for (String found : files(folder)) {
            if (!found.equals(MANIFEST) && !manifest.files().containsKey(found)) {
                throw new BadReleaseException(folder.resolve(found), "is not listed in the manifest");
            }
        }
    }

    private static void verifyFile(Path root, String listed, Manifest.Entry entry, Pace pace) {
        if (listed.indexOf('\\') >= 0 || listed.indexOf('\0') >= 0 || listed.startsWith("/")) {
            throw new BadReleaseException(root.resolve(MANIFEST), "path '" + listed + "' is not a relative path");
        }
        Path file = root.resolve(listed).normalize();
        if (!file.startsWith(root)
                || !root.relativize(file).toString().replace('\\', '/').equals(listed)) {
            throw new BadReleaseException(root.resolve(MANIFEST), "path '" + listed + "' leaves the release");
        }
        Path part = root;
        for (Path name : root.relativize(file)) {
            part = part.resolve(name);
            if (Files.isSymbolicLink(part)) {
                throw new BadReleaseException(part, "is a symbolic link");
            }
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new BadReleaseException(file, "is missing");
        }
        try {
            long bytes = Files.size(file);
            if (bytes != entry.bytes()) {
                throw new BadReleaseException(file, "has " + bytes + " bytes (expected: " + entry.bytes() + ")");
            }
            if (!Sha256.of(file, pace).equals(entry.sha256())) {
                throw new BadReleaseException(file, "has changed: its SHA-256 is not the manifest's");
            }
            if (listed.toLowerCase(Locale.ROOT).endsWith(".onnx")) {
                OnnxFile.check(file);
            }
        } catch (IOException e) {
            throw new BadReleaseException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    static List<String> files(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> folder.relativize(path).toString().replace('\\', '/'))
                    .sorted()
                    .collect(Collectors.toList());
        } catch (IOException | UncheckedIOException e) {
            throw new BadReleaseException(folder, "cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Returns the table of contents. */
    public Manifest manifest() {
        return manifest;
    }

    /** Returns the name of the release. */
    public String version() {
        return manifest.version();
    }

    /** Returns the pace at which it is read, kept to between its parts by those who read them. */
    public Pace pace() {
        return pace;
    }

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    /** Returns whether the release has the file. */
    public boolean has(String path) {
        return manifest.files().containsKey(path);
    }

    /** Returns a verified file; throws {@link BadReleaseException} when the release does not have it. */
    public Path file(String path) {
        if (!has(path)) {
            throw new BadReleaseException(folder.resolve(path), "is not part of the release");
        }
        return folder.resolve(path);
    }

    /** Reads a file of arrays. */
    public ArrayFile arrays(String path) {
        return ArrayFile.read(file(path), pace, null);
    }

    /** Does the same but for one array of float32, which is left in the file: {@link ArrayFile#span} says where. */
    public ArrayFile arrays(String path, String unread) {
        return ArrayFile.read(file(path), pace, unread);
    }

    /** Reads a JSON file. */
    public JsonObject json(String path) {
        Path file = file(path);
        try {
            return JsonReader.parse(readString(file));
        } catch (JsonException e) {
            throw new BadReleaseException(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static String readString(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadReleaseException(file, "is missing");
        }
        try {
            if (Files.size(file) > MAX_JSON_BYTES) {
                throw new BadReleaseException(
                        file, "has " + Files.size(file) + " bytes (expected: at most " + MAX_JSON_BYTES + ")");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadReleaseException(file, "is not UTF-8", e);
        } catch (IOException e) {
            throw new BadReleaseException(file, "cannot be read: " + e.getMessage(), e);
        }
    }
}
