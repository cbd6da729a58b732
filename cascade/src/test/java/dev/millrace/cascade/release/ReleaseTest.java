package dev.millrace.cascade.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReleaseTest {
    private static final List<String> FILES =
            List.of("manifest.json", "schema.json", "vectors/items.bin", "rerank/model.onnx");

    @TempDir
    Path folder;

    private Path releases;
    private Path release;

    @BeforeEach
    void publish() throws IOException {
        releases = folder.resolve("releases");
        release = Releases.publish(releases, "v1");
    }

    private void refused(String... parts) {
        refused(release, parts);
    }

    private static void refused(Path path, String... parts) {
        assertThatThrownBy(() -> Release.open(path))
                .isInstanceOf(BadReleaseException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void everyPieceOfAFileIsAStepForThePace() throws IOException {
        int pieces = 40;
        Files.write(release.resolve("rest.bin"), new byte[pieces << 16]);
        Releases.list(release, "rest.bin");
        AtomicInteger steps = new AtomicInteger();
        Release open = Release.open(release, steps::incrementAndGet);
        assertThat(steps.get()).isGreaterThanOrEqualTo(pieces + FILES.size() - 1);
        int verified = steps.get();
        assertThat(open.arrays("vectors/items.bin").floats("values")).hasSize(12);
        assertThat(steps.get()).isGreaterThan(verified);
        open.pace().step();
        assertThat(steps.get()).isGreaterThan(verified + 1);
    }

    @Test
    void aPublishedReleaseOpensByItsFolderAndByCurrent() {
        for (Path path : List.of(release, releases)) {
            Release open = Release.open(path);
            assertThat(open.version()).isEqualTo("v1");
            assertThat(open.manifest().format()).isEqualTo(Manifest.FORMAT);
            assertThat(open.manifest().created()).isEqualTo(Releases.CREATED);
            assertThat(open.manifest().dimension()).isEqualTo(4);
            assertThat(open.manifest().items()).isEqualTo(3);
            assertThat(open.manifest().data().int32("rows")).isEqualTo(7);
            assertThat(open.arrays("vectors/items.bin").floats("values")).hasSize(12);
            assertThat(open.has("rerank/model.onnx")).isTrue();
        }
    }

    @Test
    void aFileThatIsNotListedCannotBeReached() {
        Release open = Release.open(release);
        for (String path : List.of("manifest.json", "nothing", "../CURRENT", "vectors/../schema.json")) {
            assertThat(open.has(path)).isFalse();
            assertThatThrownBy(() -> open.file(path))
                    .isInstanceOf(BadReleaseException.class)
                    .hasMessageContaining("is not part of the release");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest.json", "schema.json", "vectors/items.bin", "rerank/model.onnx"})
    void aMissingFileIsRefused(String path) throws IOException {
        Files.delete(release.resolve(path));
        refused(path, "is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest.json", "schema.json", "vectors/items.bin", "rerank/model.onnx"})
    void everyTruncatedFileIsRefused(String path) throws IOException {
        byte[] good = Files.readAllBytes(release.resolve(path));
        for (int length = 0; length < good.length; length += Math.max(1, good.length / 50)) {
            Files.write(release.resolve(path), java.util.Arrays.copyOf(good, length));
            refused(path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest.json", "schema.json", "vectors/items.bin", "rerank/model.onnx"})
    void anyFlippedBitIsRefused(String path) throws IOException {
        byte[] good = Files.readAllBytes(release.resolve(path));
        Random random = new Random(11);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(release.resolve(path), bad);
            refused("v1");
        }
    }

    @Test
    void aFileThatGrewIsRefused() throws IOException {
        for (String path : FILES) {
            byte[] good = Files.readAllBytes(release.resolve(path));
            Files.write(release.resolve(path), java.util.Arrays.copyOf(good, good.length + 1));
            refused(path);
            Files.write(release.resolve(path), good);
        }
    }

    @Test
    void anotherFormatIsRefusedBeforeAnythingElseOfTheManifestIsRead() throws IOException {
        Files.writeString(release.resolve("manifest.json"), "{\"format\": 2, \"contents\": []}");
        refused("manifest.json", "format: 2 (expected: 1)");
    }

    @Test
    void aReleaseInTheWrongFolderIsRefused() throws IOException {
        Path renamed = releases.resolve("v2");
        Files.move(release, renamed);
        refused(renamed, "manifest.json", "version: v1 (expected: the folder's name, v2)");
    }

    @Test
    void aManifestThatWasEditedByHandIsRefused() throws IOException {
        Path file = release.resolve("manifest.json");
        String good = Files.readString(file);
        for (String[] edit : new String[][] {
            {"\"dimension\": 4", "\"dimension\": 8"},
            {"\"items\": 3", "\"items\": 4"},
            {"\"rows\": 7", "\"rows\": 8"},
            {Releases.CREATED, "2026-11-23T12:00:01Z"},
            {"\"metrics\": {}", "\"metrics\": { }"}
        }) {
            assertThat(good).contains(edit[0]);
            Files.writeString(file, good.replace(edit[0], edit[1]));
            refused("manifest.json", "has changed");
        }
    }

    @Test
    void aManifestWhoseHashIsWrittenOtherwiseOrIsNoneIsRefusedBeforeAFileIsRead() throws IOException {
        Files.delete(release.resolve("schema.json"));
        Path file = release.resolve("manifest.json");
        String good = Files.readString(file);
        int at = good.indexOf("\"manifestHash\": \"") + "\"manifestHash\": \"".length();
        String escaped = String.format("\\u%04x", (int) good.charAt(at));
        for (String hash : List.of(escaped + good.substring(at + 1, at + 64), "", "0", good.substring(at, at + 63))) {
            Files.writeString(file, good.substring(0, at) + hash + good.substring(at + 64));
            refused("manifest.json", "has changed");
        }
    }

    @Test
    void aManifestThatHasEverythingButAMemberIsRefused() throws IOException {
        Path file = release.resolve("manifest.json");
        String good = Files.readString(file);
        for (String member :
                List.of("format", "version", "created", "schemaHash", "dimension", "items", "manifestHash")) {
            Files.writeString(file, good.replace('"' + member + '"', "\"other\""));
            refused("manifest.json", member);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "vectors/../../outside",
                "/etc/passwd",
                "vectors\\items.bin",
                "..\\outside",
                "./schema.json",
                "vectors//items.bin",
                "vectors/",
                "..",
                ".",
                "",
                "vectors/../schema.json",
                "schema.json\u0000"
            })
    void aPathThatEscapesOrIsNotPlainIsRefused(String path) throws IOException {
        Files.writeString(releases.resolve("outside"), "x");
        Releases.list(release, path, 1, Sha256.of(releases.resolve("outside")));
        refused("v1");
    }

    @Test
    void anEscapingPathIsRefusedAsSuchThoughItsHashIsRight() throws IOException {
        Path outside = releases.resolve("outside");
        Files.writeString(outside, "x");
        for (String path : List.of("../outside", "vectors/../../outside", "..\\outside", outside.toString())) {
            Releases.publish(releases, "p");
            Path other = releases.resolve("p");
            Releases.list(other, path, 1, Sha256.of(outside));
            refused(other, "manifest.json", "path '" + path + "'");
            delete(other);
        }
    }

    @Test
    void aSymbolicLinkInsteadOfAFileIsRefused() throws IOException {
        for (String path : FILES) {
            Path file = release.resolve(path);
            Path target = folder.resolve("target");
            Files.move(file, target);
            Files.createSymbolicLink(file, target);
            refused(path, "is a symbolic link");
            Files.delete(file);
            Files.move(target, file);
        }
    }

    @Test
    void aSymbolicLinkInsteadOfAFolderIsRefused() throws IOException {
        Files.move(release.resolve("vectors"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(release.resolve("vectors"), folder.resolve("elsewhere"));
        refused("vectors", "is a symbolic link");
    }

    @Test
    void anUnlistedFileIsRefused() throws IOException {
        Files.createDirectories(release.resolve("extra"));
        Files.writeString(release.resolve("extra/note.txt"), "");
        refused("extra/note.txt", "is not listed");
    }

    @Test
    void anUnlistedLinkIsRefused() throws IOException {
        Files.createSymbolicLink(release.resolve("link"), folder);
        refused("link", "is not listed");
    }

    @Test
    void aFileListedTwiceIsRefused() throws IOException {
        Releases.editManifest(release, manifest -> {
            List<Object> files = new ArrayList<>(manifest.objects("files"));
            files.add(files.get(0));
            manifest.put("files", files);
        });
        refused("manifest.json", "listed twice");
    }

    @Test
    void aSchemaThatIsNotTheOneTheReleaseWasMadeWithIsRefused() throws IOException {
        Files.writeString(release.resolve("schema.json"), "{}");
        Releases.list(release, "schema.json");
        refused("schema.json", "is not the schema");
    }

    @Test
    void aModelWithExternalDataIsRefusedThoughItsHashIsRight() throws IOException {
        Files.write(release.resolve("rerank/model.onnx"), Releases.model(1));
        Releases.list(release, "rerank/model.onnx");
        refused("rerank/model.onnx", "external data");
    }

    @Test
    void aModelIsKnownByItsNameInUpperCaseToo() throws IOException {
        Files.write(release.resolve("rerank/OTHER.ONNX"), Releases.model(1));
        Releases.list(release, "rerank/OTHER.ONNX");
        refused("rerank/OTHER.ONNX", "external data");
    }

    @Test
    void aManifestThatIsNotUtf8IsRefused() throws IOException {
        byte[] bytes = Files.readString(release.resolve("manifest.json"))
                .replace("rows", "r\u00f6ws")
                .getBytes(StandardCharsets.ISO_8859_1);
        Files.write(release.resolve("manifest.json"), bytes);
        refused("manifest.json", "UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "v2", "../releases/v1", "..", ".", "/", "v1/../v1", "v1\nv1", "CURRENT", "v\u0000"})
    void aDamagedCurrentIsRefused(String content) throws IOException {
        Files.writeString(releases.resolve(Release.CURRENT), content);
        refused(releases, "releases");
    }

    @Test
    void aCurrentThatIsMissingOrNoFileIsRefused() throws IOException {
        Files.delete(releases.resolve(Release.CURRENT));
        refused(releases, "manifest.json", "is missing");
        Files.createDirectory(releases.resolve(Release.CURRENT));
        refused(releases, "manifest.json", "is missing");
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        refused(folder.resolve("nowhere"), "nowhere", "is not a folder");
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            List<Path> children;
            try (Stream<Path> list = Files.list(path)) {
                children = list.collect(Collectors.toList());
            }
            for (Path child : children) {
                delete(child);
            }
        }
        Files.delete(path);
    }
}
