package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.bundle.BundleFacts;
import dev.millrace.cascade.bundle.BundleWriter;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleSizeTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final int PART_BYTES = 65;

    @TempDir
    private Path folder;

    private static BundleWriter bundle(int parts) {
        JsonObject info = new JsonObject()
                .put("overlap", 0.123456)
                .put("serverNdcg", 0.123456)
                .put("deviceNdcg", 0.123456)
                .put("requests", 123456)
                .put("heldOut", false);
        Instant created = Instant.parse("2026-11-24T08:00:00Z");
        BundleWriter writer = new BundleWriter(new BundleFacts(
                123_456_789, 1, created, created.plusSeconds(1), "a".repeat(128), 1_000_000, 256, info));
        for (int i = 0; i < parts; i++) {
            writer.part("items/column-" + i, new byte[PART_BYTES]);
        }
        return writer;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 60, 250})
    void theContainerIsNeverLargerThanEstimated(int parts) throws IOException {
        Path file = folder.resolve("shop.edge");
        bundle(parts).write(file, KEY);
        assertThat(Files.size(file) - (long) PART_BYTES * parts).isLessThanOrEqualTo(Shelf.containerBytes(parts));
    }

    @Test
    void aBundleThatIsTooLargeLeavesTheOneBefore() throws IOException {
        Path file = folder.resolve("shop.edge");
        EdgeExport.publish(bundle(3), file, KEY, 0);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> EdgeExport.publish(bundle(60), file, KEY, 1000))
                .isInstanceOf(ExportRefusedException.class)
                .hasMessageStartingWith("max-bytes: 1000 (expected: at least ");
        assertThat(file).hasBinaryContent(before);
        assertThat(folder.toFile().list()).containsExactly("shop.edge");
        EdgeExport.publish(bundle(2), file, KEY, before.length);
        assertThat(Files.size(file)).isLessThanOrEqualTo(before.length);
    }
}
