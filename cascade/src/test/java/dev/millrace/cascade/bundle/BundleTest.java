package dev.millrace.cascade.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundleTest {
    @TempDir
    Path folder;

    private Path write(BundleWriter writer) throws IOException {
        Path file = folder.resolve("shop.edge");
        writer.write(file, Bundles.KEY);
        return file;
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Bundle bundle = Bundle.open(write(Bundles.small(5)), Bundles.TRUSTED);
        assertThat(bundle.manifest().facts().number()).isEqualTo(5);
        assertThat(bundle.manifest().facts().created()).isEqualTo(Bundles.CREATED);
        assertThat(bundle.manifest().facts().release()).isEqualTo("shop-1");
        assertThat(bundle.manifest().facts().info().number("ndcgLoss")).isEqualTo(0.25);
        assertThat(bundle.manifest().keyId()).isEqualTo(Bundles.KEY.publicKey().id());
        assertThat(bundle.manifest().parts())
                .extracting(BundlePart::name)
                .containsExactly("empty.bin", "items/ids.bin", "rerank/model.onnx", "schema.json", "vectors/items.bin");
        assertThat(bundle.bytes("items/ids.bin")).isEqualTo(Bundles.random(5, 300));
        assertThat(bundle.bytes("vectors/items.bin")).isEqualTo(Bundles.random(7, 500));
        assertThat(bundle.bytes("rerank/model.onnx")).isEqualTo(Bundles.MODEL);
        assertThat(bundle.bytes("empty.bin")).isEmpty();
        assertThat(bundle.json("schema.json").int32("format")).isEqualTo(1);
        assertThat(bundle.has("schema.json")).isTrue();
        assertThat(bundle.has("nothing.json")).isFalse();
        assertThatThrownBy(() -> bundle.part("nothing.json"))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("part nothing.json: missing");
        assertThatThrownBy(() -> bundle.json("items/ids.bin")).isInstanceOf(BadBundleException.class);
    }

    @Test
    void aPartIsAReadOnlyLittleEndianViewOfItsOwnAtAnAlignedAddress() throws IOException {
        Path file = write(Bundles.small(5));
        Bundle bundle = Bundle.open(file, Bundles.TRUSTED);
        assertThat(bundle.part("items/ids.bin").isReadOnly()).isTrue();
        assertThat(bundle.part("items/ids.bin").isDirect()).isTrue();
        assertThat(bundle.part("items/ids.bin").order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        bundle.part("items/ids.bin").position(17);
        assertThat(bundle.part("items/ids.bin").position()).isZero();
        byte[] bytes = Files.readAllBytes(file);
        byte[] vectors = Bundles.random(7, 500);
        int at = bytes.length - vectors.length;
        assertThat(at % 64).isZero();
        assertThat(Arrays.copyOfRange(bytes, at, bytes.length)).isEqualTo(vectors);
    }

    @Test
    void equalContentGivesEqualBytesInWhateverOrderItIsAdded() throws IOException {
        byte[] one = Files.readAllBytes(write(Bundles.small(5)));
        byte[] other = Files.readAllBytes(write(new BundleWriter(Bundles.facts(5))
                .part("rerank/model.onnx", Bundles.MODEL)
                .part("vectors/items.bin", Bundles.random(7, 500))
                .part("items/ids.bin", Bundles.random(5, 300))
                .part("empty.bin", new byte[0])
                .json("schema.json", new JsonObject().put("format", 1))));
        assertThat(other).isEqualTo(one);
    }

    @Test
    void nothingIsLeftBesideTheFile() throws IOException {
        write(Bundles.small(5));
        write(Bundles.small(6));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("shop.edge"));
        }
    }

    @Test
    void anOlderNumberThanTheNewestAcceptedIsRefused() throws IOException {
        Path file = write(Bundles.small(5));
        assertThat(Bundle.open(file, Bundles.TRUSTED, 5)).isNotNull();
        assertThatThrownBy(() -> Bundle.open(file, Bundles.TRUSTED, 6))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("number 5 (expected: at least 6");
    }

    @Test
    void aKeyThatIsNotTrustedIsNamed() throws IOException {
        Path file = write(Bundles.small(5));
        TrustedKeys others = TrustedKeys.of(Bundles.OTHER_KEY.publicKey());
        assertThatThrownBy(() -> Bundle.open(file, others))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("shop.edge")
                .hasMessageContaining("signed by key " + Bundles.KEY.publicKey().id());
        TrustedKeys both = TrustedKeys.of(Bundles.OTHER_KEY.publicKey(), Bundles.KEY.publicKey());
        assertThat(Bundle.open(file, both)).isNotNull();
    }

    @Test
    void anExpiredBundleOpensAndSaysSo() throws IOException {
        Bundle bundle = Bundle.open(write(Bundles.small(5)), Bundles.TRUSTED);
        long expires = Bundles.CREATED.toEpochMilli() + 86_400_000;
        assertThat(bundle.expired(expires - 1)).isFalse();
        assertThat(bundle.expired(expires)).isTrue();
    }

    @Test
    void aBundleForANewerRuntimeIsRefused() throws IOException {
        BundleFacts facts = Bundles.facts(5);
        BundleWriter writer = new BundleWriter(new BundleFacts(
                5, Bundle.RUNTIME + 1, facts.created(), facts.expires(), "shop-1", 3, 2, new JsonObject()));
        Path file = write(writer.part("a", new byte[1]));
        assertThatThrownBy(() -> Bundle.open(file, Bundles.TRUSTED))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("minimumRuntime: 2 (this runtime is 1");
    }

    @Test
    void whatIsNoFileIsRefused() {
        assertThatThrownBy(() -> Bundle.open(folder.resolve("none.edge"), Bundles.TRUSTED))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("none.edge: cannot be read");
    }

    @Test
    void whatCannotBeReadIsNotCalledABadBundle() throws IOException {
        assertThatThrownBy(() -> Bundle.open(folder, Bundles.TRUSTED))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(folder + ": cannot be read");
        Path file = write(Bundles.small(5));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Bundle.open(file, Bundles.TRUSTED))
                .as("on an interrupted thread")
                .isInstanceOf(UncheckedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aBundleWhoseFileWasRenamedIsTheSameUnderTheOtherName() throws IOException {
        Bundle bundle = Bundle.open(write(Bundles.small(5)), Bundles.TRUSTED);
        Path moved = Files.move(bundle.file(), folder.resolve("moved.edge"));
        Bundle renamed = bundle.renamed(moved);
        assertThat(renamed.file()).isEqualTo(moved);
        assertThat(renamed.digest()).isEqualTo(bundle.digest());
        assertThat(renamed.bytes("items/ids.bin")).isEqualTo(bundle.bytes("items/ids.bin"));
        assertThatThrownBy(() -> renamed.part("none")).hasMessageStartingWith(moved + ": ");
    }

    @Test
    void aModelWithAnotherOperatorIsNotWrittenAndItsOperatorNamed() {
        BundleWriter writer = new BundleWriter(Bundles.facts(1));
        byte[] loop = new String(Bundles.MODEL, StandardCharsets.ISO_8859_1)
                .replace("Relu", "Loop")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> writer.part("rerank/model.onnx", loop))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rerank/model.onnx")
                .hasMessageContaining("operator Loop");
        assertThatThrownBy(() -> writer.part("rerank/model.onnx", new byte[3]))
                .hasMessageContaining("is no ONNX model");
    }

    @Test
    void aSignedModelWithAnotherOperatorIsRefusedOnOpening() throws IOException {
        byte[] loop = new String(Bundles.MODEL, StandardCharsets.ISO_8859_1)
                .replace("Relu", "Loop")
                .getBytes(StandardCharsets.ISO_8859_1);
        Path file = folder.resolve("shop.edge");
        Forged.write(file, Bundles.facts(1), "model.onnx", loop);
        assertThatThrownBy(() -> Bundle.open(file, Bundles.TRUSTED))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("part model.onnx: has the operator Loop");
    }

    @Test
    void noModelIsParsedBeforeEveryPartIsAsSigned() throws IOException {
        byte[] noModel = new byte[64];
        byte[] signed = Bundles.random(7, 64);
        BundleManifest manifest = new BundleManifest(
                Bundles.KEY.publicKey().id(),
                Bundles.facts(1),
                List.of(
                        new BundlePart("model.onnx", 0, 64, Sha256.of(noModel)),
                        new BundlePart("vectors", 64, 64, Sha256.of(signed))));
        Path file = folder.resolve("shop.edge");
        byte[] parts = Arrays.copyOf(noModel, 128);
        System.arraycopy(signed, 0, parts, 64, 64);
        Forged.write(file, manifest.toBytes(), parts);
        assertThatThrownBy(() -> Bundle.open(file, Bundles.TRUSTED))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("part model.onnx: is no ONNX model");
        parts[127]++;
        Forged.write(file, manifest.toBytes(), parts);
        assertThatThrownBy(() -> Bundle.open(file, Bundles.TRUSTED))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("part vectors: SHA-256 ");
    }

    @Test
    void namesThatAreNotPlainAreRefused() {
        BundleWriter writer = new BundleWriter(Bundles.facts(1));
        for (String name : new String[] {"", "A", "../a", "/a", "a/", "a//b", "a b", ".a", "a".repeat(101), "m.ort"}) {
            assertThatThrownBy(() -> writer.part(name, new byte[1]))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        writer.part("a", new byte[1]);
        assertThatThrownBy(() -> writer.part("a", new byte[1])).hasMessageContaining("is there already");
        assertThatThrownBy(() -> new BundleWriter(Bundles.facts(1)).write(folder.resolve("x"), Bundles.KEY))
                .hasMessageContaining("parts: 0");
    }
}
