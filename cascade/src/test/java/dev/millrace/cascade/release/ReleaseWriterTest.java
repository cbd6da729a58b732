package dev.millrace.cascade.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReleaseWriterTest {
    @TempDir
    Path releases;

    private String live() {
        return Release.open(releases).version();
    }

    @Test
    void theNewestPublishedReleaseIsTheLiveOne() throws IOException {
        Releases.publish(releases, "v1");
        assertThat(live()).isEqualTo("v1");
        Releases.publish(releases, "v2");
        assertThat(live()).isEqualTo("v2");
        ReleaseWriter.makeCurrent(releases, "v1");
        assertThat(live()).isEqualTo("v1");
    }

    @Test
    void equalReleasesAreEqualInEveryByteButTheirVersion() throws IOException {
        Path one = Releases.publish(releases.resolve("a"), "v1");
        Path other = Releases.publish(releases.resolve("b"), "v1");
        for (String file : Release.files(one)) {
            assertThat(other.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
        }
    }

    @Test
    void closingWithoutPublishingRemovesWhatWasWrittenAndLeavesTheLiveReleaseAlone() throws IOException {
        Releases.publish(releases, "v1");
        try (ReleaseWriter writer = ReleaseWriter.create(releases, "v2")) {
            Releases.write(writer);
        }
        assertThat(live()).isEqualTo("v1");
        try (var list = Files.list(releases)) {
            assertThat(list.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("v1", "CURRENT");
        }
    }

    /** The writer below is abandoned as a killed process leaves it: nothing is closed or removed. */
    @Test
    void aKillBeforeTheRenameLeavesTheOldReleaseLiveAndTheNextAttemptSucceeds() throws IOException {
        Releases.publish(releases, "v1");
        ReleaseWriter killed = ReleaseWriter.create(releases, "v2");
        Releases.write(killed);
        Files.writeString(killed.file("half-written.bin"), "half");
        assertThat(live()).isEqualTo("v1");
        assertThatThrownBy(() -> Release.open(releases.resolve("v2"))).isInstanceOf(BadReleaseException.class);

        Releases.publish(releases, "v2");
        assertThat(live()).isEqualTo("v2");
        assertThat(releases.resolve("v2/half-written.bin")).doesNotExist();
    }

    @Test
    void aKillBetweenTheRenameAndCurrentLeavesTheOldReleaseLiveAndTheNewOneWhole() throws IOException {
        Releases.publish(releases, "v1");
        Releases.publish(releases, "v2");
        Files.writeString(releases.resolve("CURRENT"), "v1\n");
        Files.writeString(releases.resolve(".tmp-CURRENT-killed"), "v");
        assertThat(live()).isEqualTo("v1");
        assertThat(Release.open(releases.resolve("v2")).version()).isEqualTo("v2");
        Releases.publish(releases, "v3");
        assertThat(live()).isEqualTo("v3");
    }

    @Test
    void whatKilledWritersLeftGoesAfterADayAndWhatOneAtWorkHasWrittenStays() throws IOException {
        Releases.write(ReleaseWriter.create(releases, "killed"));
        Files.writeString(releases.resolve(".tmp-CURRENT-killed"), "v");
        FileTime yesterday = FileTime.from(Instant.now().minus(25, ChronoUnit.HOURS));
        try (Stream<Path> left = Files.walk(releases)) {
            for (Path path : left.toList()) {
                Files.setLastModifiedTime(path, yesterday);
            }
        }
        Files.writeString(releases.resolve(".tmp-CURRENT-new"), "v");
        ReleaseWriter atWork = ReleaseWriter.create(releases, "long");
        Path written = Files.writeString(atWork.file("vectors/items.bin"), "some");
        Files.setLastModifiedTime(releases.resolve(".tmp-long"), yesterday);
        Files.setLastModifiedTime(written.getParent(), yesterday);
        Releases.publish(releases, "v1");
        try (Stream<Path> list = Files.list(releases)) {
            assertThat(list.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("v1", "CURRENT", ".tmp-long", ".tmp-CURRENT-new");
        }
        assertThat(written).exists();
    }

    @Test
    void ofSeveralWhoNameTheLiveReleaseAtOnceOneIsTheLast() throws Exception {
        Releases.publish(releases, "v1");
        Releases.publish(releases, "v2");
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> named = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String version = "v" + (1 + i % 2);
                named.add(writers.submit(() -> {
                    ReleaseWriter.makeCurrent(releases, version);
                    return null;
                }));
            }
            for (Future<?> each : named) {
                each.get();
            }
        } finally {
            writers.shutdown();
        }
        assertThat(live()).isIn("v1", "v2");
        try (var list = Files.list(releases)) {
            assertThat(list.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("v1", "v2", "CURRENT");
        }
    }

    @Test
    void aProcessThatDiesWhileWritingLeavesTheOldReleaseLive() throws IOException, InterruptedException {
        Releases.publish(releases, "v1");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Dies.class.getName(),
                        releases.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isEqualTo(Dies.STATUS);
        assertThat(releases.resolve(".tmp-v2/manifest.json")).exists();
        assertThat(live()).isEqualTo("v1");
        Releases.publish(releases, "v2");
        assertThat(live()).isEqualTo("v2");
    }

    /** Writes everything of a release, then dies before the rename. */
    static final class Dies {
        static final int STATUS = 77;

        private Dies() {}

        public static void main(String[] arguments) throws IOException {
            ReleaseWriter writer = ReleaseWriter.create(Path.of(arguments[0]), "v2");
            Releases.write(writer);
            Files.writeString(Path.of(arguments[0], ".tmp-v2", "manifest.json"), "{}");
            Runtime.getRuntime().halt(STATUS);
        }
    }

    @Test
    void aVersionThatIsThereIsRefused() throws IOException {
        Releases.publish(releases, "v1");
        assertThatThrownBy(() -> ReleaseWriter.create(releases, "v1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../v1", "a/b", "a\\b", ".hidden", "CURRENT", "a b", "-v", "\u00fc"})
    void aVersionThatIsNoPlainNameIsRefused(String version) {
        assertThatThrownBy(() -> ReleaseWriter.create(releases, version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("release version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../v1/schema.json", "/etc/passwd", "a/../../b", "", "a\\b", "manifest.json"})
    void aFileOutsideTheReleaseOrOfTheWritersOwnIsNotHandedOut(String path) throws IOException {
        try (ReleaseWriter writer = ReleaseWriter.create(releases, "v1")) {
            assertThatThrownBy(() -> writer.file(path))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("file: '" + path + "'");
        }
    }

    @Test
    void aReleaseWithoutASchemaIsNotPublished() throws IOException {
        try (ReleaseWriter writer = ReleaseWriter.create(releases, "v1")) {
            Files.writeString(writer.file("a"), "a");
            assertThatThrownBy(() -> writer.publish(Releases.CREATED, 1, 1, new JsonObject(), new JsonObject()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("schema.json");
        }
        try (var list = Files.list(releases)) {
            assertThat(list.toList()).isEqualTo(List.of());
        }
    }
}
