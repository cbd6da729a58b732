package dev.millrace.datasets.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.datasets.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A download ends with the right file or a clear error, whatever the server does. */
final class DownloaderTest {
    private static final byte[] FILE = bytes(300_000, 1);
    private static final byte[] OTHER = bytes(300_000, 2);
    private static final int ALL = Integer.MAX_VALUE;
    private static final Patience SHORT = new Patience(4, Duration.ofSeconds(1), Duration.ofSeconds(5));

    @TempDir
    private Path folder;

    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public void bytes(long done, long total) {
            assertThat(done).isLessThanOrEqualTo(total);
        }

        @Override
        public void message(String text) {
            messages.add(text);
        }
    };

    private static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private Path fetch(MoodyServer server, Optional<String> sha256) throws IOException, InterruptedException {
        RemoteFile file = new RemoteFile(server.address(), "file.bin", -1, sha256);
        return new Downloader(SHORT, pauses::add).fetch(file, folder, progress);
    }

    private List<String> files() throws IOException {
        try (var list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aDroppedConnectionIsTakenUpWhereItBroke() throws Exception {
        try (MoodyServer server = new MoodyServer(
                MoodyServer.file(FILE, "\"v1\"", 100_000),
                MoodyServer.file(FILE, "\"v1\"", 50_000),
                MoodyServer.file(FILE, "\"v1\"", 0),
                MoodyServer.file(FILE, "\"v1\"", ALL))) {
            Path file = fetch(server, Optional.of(sha256(FILE)));
            assertThat(Files.readAllBytes(file)).isEqualTo(FILE);
            assertThat(server.requests()).hasSize(4);
            assertThat(server.requests().get(0)).doesNotContainKey("range");
            assertThat(server.requests().get(1))
                    .containsEntry("range", "bytes=100000-")
                    .containsEntry("if-range", "\"v1\"");
            assertThat(server.requests().get(3)).containsEntry("range", "bytes=150000-");
            assertThat(files()).containsExactly("file.bin");
            assertThat(pauses).hasSize(3);
        }
    }

    @Test
    void aLaterRunGoesOnWhereAnEarlierOneGaveUp() throws Exception {
        try (MoodyServer server =
                new MoodyServer(MoodyServer.file(FILE, "\"v1\"", 100_000), MoodyServer.status(503, ""))) {
            assertThatThrownBy(() -> fetch(server, Optional.of(sha256(FILE))))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("gave up")
                    .hasMessageContaining("503")
                    .hasMessageContaining("100000 bytes are kept");
        }
        assertThat(files()).containsExactly("file.bin.part", "file.bin.part.tag");
        assertThat(pauses).isSorted();
        try (MoodyServer server = new MoodyServer(MoodyServer.file(FILE, "\"v1\"", ALL))) {
            assertThat(Files.readAllBytes(fetch(server, Optional.of(sha256(FILE)))))
                    .isEqualTo(FILE);
            assertThat(server.requests().getFirst()).containsEntry("range", "bytes=100000-");
        }
    }

    @Test
    void aServerThatIgnoresRangesSendsTheWholeFileAnew() throws Exception {
        MoodyServer.Mood ignorant =
                (request, out) -> MoodyServer.file(FILE, "\"v1\"", ALL).answer(java.util.Map.of(), out);
        try (MoodyServer server = new MoodyServer(MoodyServer.file(FILE, "\"v1\"", 100_000), ignorant)) {
            assertThat(Files.readAllBytes(fetch(server, Optional.of(sha256(FILE)))))
                    .isEqualTo(FILE);
        }
    }

    @Test
    void aFileThatChangesInBetweenIsNeverMixed() throws Exception {
        try (MoodyServer server =
                new MoodyServer(MoodyServer.file(FILE, "\"v1\"", 100_000), MoodyServer.file(OTHER, "\"v2\"", ALL))) {
            assertThat(Files.readAllBytes(fetch(server, Optional.empty()))).isEqualTo(OTHER);
        }
    }

    @Test
    void withoutAVersionOrAPinAPartIsFetchedAnew() throws Exception {
        try (MoodyServer server =
                new MoodyServer(MoodyServer.file(FILE, "", 100_000), MoodyServer.file(OTHER, "", ALL))) {
            assertThat(Files.readAllBytes(fetch(server, Optional.empty()))).isEqualTo(OTHER);
            assertThat(server.requests().get(1)).doesNotContainKey("range");
        }
    }

    @Test
    void withoutAVersionButWithAPinAMixedFileIsFetchedAnew() throws Exception {
        try (MoodyServer server = new MoodyServer(
                MoodyServer.file(OTHER, "", 100_000),
                MoodyServer.file(FILE, "", ALL),
                MoodyServer.file(FILE, "", ALL))) {
            assertThat(Files.readAllBytes(fetch(server, Optional.of(sha256(FILE)))))
                    .isEqualTo(FILE);
        }
    }

    @Test
    void wrongBytesAreRefusedAndRemoved() throws Exception {
        try (MoodyServer server = new MoodyServer(MoodyServer.file(OTHER, "\"v1\"", ALL))) {
            assertThatThrownBy(() -> fetch(server, Optional.of(sha256(FILE))))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("SHA-256 " + sha256(OTHER))
                    .hasMessageContaining("expected: " + sha256(FILE));
            assertThat(files()).doesNotContain("file.bin", "file.bin.part");
        }
    }

    @Test
    void whereNobodyPublishesASumTheFirstOneIsNotedAndHeldTo() throws Exception {
        try (MoodyServer server = new MoodyServer(MoodyServer.file(FILE, "\"v1\"", ALL))) {
            fetch(server, Optional.empty());
            assertThat(messages).anyMatch(text -> text.contains("nobody publishes"));
            assertThat(Files.readString(folder.resolve("file.bin.sha256"))).isEqualTo(sha256(FILE) + "  file.bin\n");
            fetch(server, Optional.empty());
            assertThat(server.requests()).hasSize(1);
        }
        Files.delete(folder.resolve("file.bin"));
        try (MoodyServer server = new MoodyServer(MoodyServer.file(OTHER, "\"v2\"", ALL))) {
            assertThatThrownBy(() -> fetch(server, Optional.empty())).hasMessageContaining("from file.bin.sha256");
        }
    }

    @Test
    void aFileDamagedOnDiskIsNotTakenForDone() throws Exception {
        Files.write(folder.resolve("file.bin"), OTHER);
        try (MoodyServer server = new MoodyServer(MoodyServer.file(FILE, "\"v1\"", ALL))) {
            assertThatThrownBy(() -> fetch(server, Optional.of(sha256(FILE)))).hasMessageContaining("remove the file");
            assertThat(files()).contains("file.bin");
        }
    }

    @Test
    void aBusyServerIsGivenTheTimeItAsksFor() throws Exception {
        try (MoodyServer server = new MoodyServer(
                MoodyServer.status(429, "Retry-After: 7\r\n"),
                MoodyServer.status(503, "Retry-After: 999999\r\n"),
                MoodyServer.file(FILE, "\"v1\"", ALL))) {
            fetch(server, Optional.of(sha256(FILE)));
            assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofMinutes(2));
        }
    }

    @Test
    void aFileThatIsGoneIsNotAskedForTwice() throws Exception {
        for (int status : new int[] {400, 403, 404, 410}) {
            try (MoodyServer server = new MoodyServer(MoodyServer.status(status, ""))) {
                assertThatThrownBy(() -> fetch(server, Optional.empty()))
                        .isInstanceOf(DataException.class)
                        .hasMessageContaining("status " + status);
                assertThat(server.requests()).hasSize(1);
            }
        }
    }

    @Test
    void redirectsAreFollowedButNotForEver() throws Exception {
        try (MoodyServer end = new MoodyServer(MoodyServer.file(FILE, "\"v1\"", ALL));
                MoodyServer start = new MoodyServer(MoodyServer.status(302, "Location: " + end.address() + "\r\n"))) {
            assertThat(Files.readAllBytes(fetch(start, Optional.of(sha256(FILE)))))
                    .isEqualTo(FILE);
        }
        Files.delete(folder.resolve("file.bin"));
        try (MoodyServer circle = new MoodyServer(MoodyServer.status(302, "Location: /file.bin\r\n"))) {
            assertThatThrownBy(() -> fetch(circle, Optional.empty())).hasMessageContaining("redirects");
        }
    }

    @Test
    void aPartLongerThanTheFileIsThrownAway() throws Exception {
        Files.write(folder.resolve("file.bin.part"), bytes(400_000, 3));
        Files.writeString(folder.resolve("file.bin.part.tag"), "\"v1\"");
        try (MoodyServer server = new MoodyServer(MoodyServer.file(FILE, "\"v1\"", ALL))) {
            assertThat(Files.readAllBytes(fetch(server, Optional.of(sha256(FILE)))))
                    .isEqualTo(FILE);
        }
    }

    @Test
    void aDiskThatIsFullSaysSo() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full here: skipped");
        Files.createSymbolicLink(folder.resolve("file.bin.part"), full);
        try (MoodyServer server = new MoodyServer(MoodyServer.file(FILE, "\"v1\"", ALL))) {
            assertThatThrownBy(() -> fetch(server, Optional.empty()))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("file.bin.part")
                    .hasMessageContaining("make room");
        }
    }

    @Test
    void aHugeFileIsRefusedBeforeItFillsTheDisk() throws Exception {
        MoodyServer.Mood huge = (request, out) ->
                out.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9000000000000000\r\n\r\nx"
                        .getBytes(StandardCharsets.ISO_8859_1));
        try (MoodyServer server = new MoodyServer(huge)) {
            assertThatThrownBy(() -> fetch(server, Optional.empty()))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("room for");
        }
    }

    @Test
    void theCatalogueNamesItsFilesOnceAndPinsThem() {
        List<PublicData> all = PublicData.catalogue();
        assertThat(all).extracting(PublicData::name).doesNotHaveDuplicates().contains("movielens-1m", "gowalla");
        for (PublicData data : all) {
            for (RemoteFile file : data.files()) {
                assertThat(file.address().getScheme()).isEqualTo("https");
                file.sha256().ifPresent(sum -> assertThat(sum).matches("[0-9a-f]{64}"));
            }
        }
        assertThatThrownBy(() -> PublicData.named("none")).hasMessageContaining("movielens-100k");
        assertThatThrownBy(
                        () -> new RemoteFile(all.getFirst().files().getFirst().address(), "../x", -1, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anArchiveIsUnpackedBesideItselfAndCannotLeave() throws Exception {
        Path good = zip("ml.zip", "ml/ratings.csv", "ml/sub/x.txt");
        Archive.unpack(good);
        Archive.unpack(good);
        assertThat(folder.resolve("ml/sub/x.txt")).hasContent("ml/sub/x.txt");
        for (String name : Arrays.asList("../out.txt", "a/../../out.txt", "/tmp/millrace-out.txt")) {
            Path evil = zip("evil.zip", name);
            assertThatThrownBy(() -> Archive.unpack(evil))
                    .as(name)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("leaves the archive");
        }
        Path junk = Files.writeString(folder.resolve("junk.zip"), "no zip");
        assertThatThrownBy(() -> Archive.unpack(junk)).hasMessageContaining("no archive");
        Files.write(junk, Arrays.copyOf(Files.readAllBytes(good), 48));
        assertThatThrownBy(() -> Archive.unpack(junk)).hasMessageContaining("junk.zip: damaged archive");
        assertThat(files()).containsExactly("evil.zip", "junk.zip", "ml", "ml.zip");
    }

    private Path zip(String name, String... entries) throws IOException {
        Path zip = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
                out.write(entry.getBytes(StandardCharsets.UTF_8));
            }
        }
        return zip;
    }
}
