package dev.millrace.cascade.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is done to a bundle on its way, and what a careless exporter might sign. Nothing of it may be accepted, fail
 * otherwise than with a {@link BadBundleException}, or take more memory than a good bundle does.
 */
final class BundleAttackTest {
    private static final long MAX_ALLOCATED = 4 << 20;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    private Path file;
    private byte[] older;
    private byte[] newer;

    @BeforeEach
    void writeTwoBundles() throws IOException {
        file = folder.resolve("shop.edge");
        Bundles.small(4).write(file, Bundles.KEY);
        older = Files.readAllBytes(file);
        Bundles.small(5).write(file, Bundles.KEY);
        newer = Files.readAllBytes(file);
    }

    private void refused(String what, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        refused(what);
    }

    /** Fails unless opening the file throws a BadBundleException and allocates little. */
    private void refused(String what) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean accepted = false;
        try {
            Bundle.open(file, Bundles.TRUSTED, 5);
            accepted = true;
        } catch (BadBundleException e) {
            assertThat(e).hasMessageStartingWith(file + ": ");
        } catch (Throwable e) {
            throw new AssertionError(what + ": neither accepted nor refused", e);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(accepted).as("accepted: %s", what).isFalse();
        assertThat(allocated).as("bytes allocated for %s", what).isLessThan(MAX_ALLOCATED);
    }

    @Test
    void theBundleThatIsAttackedIsGood() {
        assertThat(Bundle.open(file, Bundles.TRUSTED, 5).bytes("items/ids.bin")).isEqualTo(Bundles.random(5, 300));
    }

    @Test
    void noByteCanBeChanged() throws IOException {
        for (int at = 0; at < newer.length; at++) {
            byte[] bad = newer.clone();
            bad[at] ^= (byte) (1 << (at % 8));
            refused("bit " + at % 8 + " of byte " + at, bad);
        }
    }

    @Test
    void noLengthButItsOwnIsAccepted() throws IOException {
        for (int length = 0; length < newer.length; length++) {
            refused("the first " + length + " bytes", Arrays.copyOf(newer, length));
        }
        for (int more = 1; more <= 130; more++) {
            refused(more + " bytes more", Arrays.copyOf(newer, newer.length + more));
        }
    }

    @Test
    void anOlderBundleDoesNotReplaceANewer() throws IOException {
        refused("a replayed bundle", older);
    }

    @Test
    void theSameContentSignedByAnotherKeyIsRefused() throws IOException {
        Bundles.small(5).write(file, Bundles.OTHER_KEY);
        refused("another key");
        byte[] foreign = Files.readAllBytes(file);
        System.arraycopy(newer, 16, foreign, 16, 8);
        refused("another key under the trusted one's id", foreign);
    }

    /** Head, manifest, signature and parts are each good, of another bundle of the same key. */
    @Test
    void partsOfOneBundleUnderTheHeadOfAnotherAreRefused() throws IOException {
        int parts = partsStart(newer);
        assertThat(partsStart(older)).isEqualTo(parts);
        byte[] olderParts = newer.clone();
        System.arraycopy(older, parts, olderParts, parts, newer.length - parts);
        refused("older parts under the newer head", olderParts);
        byte[] olderHead = newer.clone();
        System.arraycopy(older, 0, olderHead, 0, parts);
        Files.write(file, olderHead);
        assertThatThrownBy(() -> Bundle.open(file, Bundles.TRUSTED, 4))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("SHA-256 ");
        for (BundlePart part : BundleManifest.read(file, Bundles.TRUSTED).parts()) {
            byte[] onePart = newer.clone();
            int at = parts + Math.toIntExact(part.offset());
            System.arraycopy(older, at, onePart, at, Math.toIntExact(part.bytes()));
            if (!Arrays.equals(onePart, newer)) {
                refused("the older " + part.name(), onePart);
            }
        }
        byte[] olderManifest = newer.clone();
        System.arraycopy(
                older, BundleHead.FIXED_BYTES, olderManifest, BundleHead.FIXED_BYTES, parts - BundleHead.FIXED_BYTES);
        refused("the older manifest under the newer signature", olderManifest);
    }

    @Test
    void aThousandStructuredMutationsAreRefused() throws IOException {
        long seed = 20261124;
        Random random = new Random(seed);
        int[] kinds = new int[9];
        int tried = 0;
        while (tried < 1000) {
            int kind = random.nextInt(kinds.length);
            byte[] bad = mutated(kind, random);
            if (!Arrays.equals(bad, newer)) {
                refused("seed " + seed + ", mutation " + tried++ + " of kind " + kind, bad);
                kinds[kind]++;
            }
        }
        System.out.println("refused of each kind of mutation: " + Arrays.toString(kinds));
    }

    private byte[] mutated(int kind, Random random) {
        byte[] bad = newer.clone();
        int parts = partsStart(newer);
        int from = random.nextInt(newer.length);
        int length = 1 + random.nextInt(Math.min(200, newer.length - from));
        switch (kind) {
            case 0 -> swap(bad, block(random, parts), block(random, parts), 64 * (1 + random.nextInt(4)));
            case 1 -> System.arraycopy(older, parts, bad, parts, newer.length - parts);
            case 2 -> System.arraycopy(older, 0, bad, 0, parts);
            case 3 -> System.arraycopy(older, 24, bad, 24, 64);
            case 4 ->
                ByteBuffer.wrap(bad)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(
                                8 + 4 * random.nextInt(2),
                                random.nextBoolean() ? random.nextInt() : random.nextInt(3000));
            case 5 -> Arrays.fill(bad, from, from + length, (byte) random.nextInt(2));
            case 6 -> {
                return without(bad, from, length);
            }
            case 7 -> {
                return edited(random);
            }
            default -> System.arraycopy(older, from, bad, from, Math.min(length, older.length - from));
        }
        if (kind == 1 || kind == 2) {
            bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
        }
        return bad;
    }

    private static int partsStart(byte[] bundle) {
        return (int) BundleHead.bytes(
                ByteBuffer.wrap(bundle).order(ByteOrder.LITTLE_ENDIAN).getInt(12));
    }

    private int block(Random random, int parts) {
        return parts + 64 * random.nextInt((newer.length - parts) / 64);
    }

    private static void swap(byte[] bytes, int one, int other, int length) {
        int most = Math.min(length, bytes.length - Math.max(one, other));
        byte[] kept = Arrays.copyOfRange(bytes, one, one + most);
        System.arraycopy(bytes, other, bytes, one, most);
        System.arraycopy(kept, 0, bytes, other, most);
    }

    private static byte[] without(byte[] bytes, int from, int length) {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, from + length, shorter, from, bytes.length - from - length);
        return shorter;
    }

    /** Changes the manifest as text and its length in the head, under the old signature. */
    private byte[] edited(Random random) {
        int parts = partsStart(newer);
        String text = manifest();
        String[] lines = text.split("\n");
        int one = random.nextInt(lines.length);
        int other = random.nextInt(lines.length);
        String kept = lines[one];
        lines[one] = lines[other];
        lines[other] = random.nextBoolean() ? kept : kept.replaceAll("[0-9]+", "-1");
        byte[] manifest = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        ByteBuffer bad = ByteBuffer.allocate((int) BundleHead.bytes(manifest.length) + newer.length - parts)
                .order(ByteOrder.LITTLE_ENDIAN);
        bad.put(newer, 0, 88).putInt(12, manifest.length).put(manifest);
        bad.position((int) BundleHead.bytes(manifest.length));
        return bad.put(newer, parts, newer.length - parts).array();
    }

    private String manifest() {
        int length = ByteBuffer.wrap(newer).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        return new String(newer, 88, length, StandardCharsets.UTF_8);
    }

    /** Behind the signature every check is made all the same: each of these is signed by the trusted key. */
    @Test
    void aSignedManifestThatIsWrongIsRefused() throws IOException {
        byte[] parts = Arrays.copyOfRange(newer, partsStart(newer), newer.length);
        Forged.write(file, manifest(), parts);
        assertThat(Bundle.open(file, Bundles.TRUSTED, 5)).isNotNull();
        for (Map.Entry<String, UnaryOperator<String>> wrong : wrongManifests().entrySet()) {
            String manifest = wrong.getValue().apply(manifest());
            assertThat(manifest).as(wrong.getKey()).isNotEqualTo(manifest());
            Forged.write(file, manifest, parts);
            refused(wrong.getKey());
        }
        byte[] notUtf8 = manifest().getBytes(StandardCharsets.UTF_8);
        notUtf8[manifest().indexOf("shop-1")] = (byte) 0xff;
        Forged.write(file, notUtf8, parts);
        refused("a manifest that is no UTF-8");
        parts[parts.length - 1] ^= 1;
        Forged.write(file, manifest(), parts);
        refused("a part that is not as signed");
    }

    private static Map<String, UnaryOperator<String>> wrongManifests() {
        Map<String, UnaryOperator<String>> wrong = new LinkedHashMap<>();
        wrong.put("a format of the future", text -> text.replace("\"format\": 1", "\"format\": 2"));
        wrong.put("another key id", text -> text.replaceAll("\"keyId\": \"[0-9a-f]{4}", "\"keyId\": \"0000"));
        wrong.put("number zero", text -> text.replace("\"number\": 5", "\"number\": 0"));
        wrong.put("a negative number", text -> text.replace("\"number\": 5", "\"number\": -5"));
        wrong.put("half a number", text -> text.replace("\"number\": 5", "\"number\": 5.5"));
        wrong.put("a huge number", text -> text.replace("\"number\": 5", "\"number\": 1e300"));
        wrong.put("no number", text -> text.replace("\"number\": 5,", ""));
        wrong.put("two numbers", text -> text.replace("\"number\": 5,", "\"number\": 5, \"number\": 6,"));
        wrong.put("negative items", text -> text.replace("\"items\": 3", "\"items\": -3"));
        wrong.put("a huge dimension", text -> text.replace("\"dimension\": 2", "\"dimension\": 2000000000"));
        wrong.put("a day that is none", text -> text.replace("2026-11-24", "2026-99-24"));
        wrong.put("expired before it was made", text -> text.replace("2026-11-25", "2025-11-25"));
        wrong.put("parts that are no list", text -> text.replace("\"parts\": [", "\"parts\": 7, \"other\": ["));
        wrong.put("no parts", text -> text.replace("\"parts\": [", "\"parts\": [], \"other\": ["));
        wrong.put("duplicate names", text -> text.replace("\"items/ids.bin\"", "\"empty.bin\""));
        wrong.put("names out of order", text -> text.replace("\"items/ids.bin\"", "\"zebra.bin\""));
        wrong.put("a name that leaves", text -> text.replace("\"items/ids.bin\"", "\"../ids.bin\""));
        wrong.put("overlapping parts", text -> text.replace("\"offset\": 320", "\"offset\": 256"));
        wrong.put("a gap", text -> text.replace("\"offset\": 320", "\"offset\": 384"));
        wrong.put("an offset not aligned", text -> text.replace("\"offset\": 320", "\"offset\": 321"));
        wrong.put("a negative offset", text -> text.replace("\"offset\": 320", "\"offset\": -64"));
        wrong.put("a negative size", text -> text.replace("\"bytes\": 300", "\"bytes\": -300"));
        wrong.put("a huge size", text -> text.replace("\"bytes\": 500", "\"bytes\": 9007199254740992"));
        wrong.put("a size past the end", text -> text.replace("\"bytes\": 500", "\"bytes\": 501"));
        wrong.put("a size before the end", text -> text.replace("\"bytes\": 500", "\"bytes\": 499"));
        wrong.put("a size that hides bytes", text -> text.replace("\"bytes\": 300", "\"bytes\": 299"));
        wrong.put("a hash that is none", text -> text.replaceFirst("\"sha256\": \"[0-9a-f]{64}", "\"sha256\": \"x"));
        wrong.put(
                "a hash in capitals",
                text -> text.replaceFirst("\"sha256\": \"[0-9a-f]{64}", "\"sha256\": \"" + "A".repeat(64)));
        wrong.put("text after the end", text -> text + "{}");
        wrong.put("nothing", text -> "{}");
        wrong.put("no JSON", text -> "<html>");
        wrong.put("a hundred thousand brackets", text -> "{\"a\":" + "[".repeat(100_000));
        wrong.put("257 parts", text -> text.replace("\"parts\": [", "\"parts\": [" + entries(252)));
        return wrong;
    }

    private static String entries(int count) {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < count; i++) {
            entries.append(String.format(
                    "{\"name\": \"a%03d\", \"offset\": 0, \"bytes\": 0, \"sha256\": \"%s\"},", i, "0".repeat(64)));
        }
        return entries.toString();
    }
}
