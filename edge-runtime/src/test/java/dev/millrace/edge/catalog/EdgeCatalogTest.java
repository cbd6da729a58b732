package dev.millrace.edge.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleFacts;
import dev.millrace.cascade.bundle.BundleWriter;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.cascade.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EdgeCatalogTest {
    private static final SigningKey KEY = SigningKey.generate();

    @TempDir
    private Path folder;

    /** The ids a, b and c, said to be {@code count}, in blocks whose codes take no bytes. */
    private static byte[] ids(int count) {
        byte[] strings = {1, 'a', 1, 'b', 1, 'c'};
        return ByteBuffer.allocate(9 + strings.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(count)
                .put((byte) 0)
                .putInt(strings.length)
                .put(strings)
                .array();
    }

    private Bundle bundle(int items, byte[] ids) throws IOException {
        Path file = folder.resolve("shop.edge");
        Instant created = Instant.parse("2026-11-24T08:00:00Z");
        new BundleWriter(new BundleFacts(1, 1, created, created.plusSeconds(60), "shop-1", items, 2, new JsonObject()))
                .part(EdgeCatalog.IDS, ids)
                .write(file, KEY);
        return Bundle.open(file, TrustedKeys.of(KEY.publicKey()));
    }

    @Test
    void moreItemsThanThereAreBytesAreRefusedBeforeAnythingIsMadeForThem() throws IOException {
        assertThat(CodedIds.read(new PartReader(EdgeCatalog.IDS, ByteBuffer.wrap(ids(3))))
                        .id(2))
                .isEqualTo("c");
        for (int count : new int[] {100, 500_000_000, Integer.MAX_VALUE}) {
            Bundle bundle = bundle(count, ids(count));
            assertThatThrownBy(() -> EdgeCatalog.read(bundle))
                    .isInstanceOf(BadBundleException.class)
                    .hasMessageEndingWith(
                            "part items/ids: item id: " + count + " bytes (expected: at most 11, which are left)");
        }
    }

    @Test
    void anotherNumberOfItemsThanIsSignedIsRefusedBeforeAnyOtherPartIsRead() throws IOException {
        Bundle bundle = bundle(4, ids(3));
        assertThatThrownBy(() -> EdgeCatalog.read(bundle))
                .isInstanceOf(BadBundleException.class)
                .hasMessageEndingWith("part items/ids: 3 items (expected: 4, signed)");
    }
}
