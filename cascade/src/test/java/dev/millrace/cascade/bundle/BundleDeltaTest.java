package dev.millrace.cascade.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundleDeltaTest {
    private static final long MAX_BYTES = 1 << 19;

    private static final int ROW = 64;
    private static final int ROWS = 5000;

    @TempDir
    Path folder;

    private Bundle bundle(long number, byte[] ids, byte[] vectors) throws IOException {
        Path file = folder.resolve(number + ".edge");
        new BundleWriter(Bundles.facts(number))
                .part("items/ids.bin", ids)
                .part("vectors/items.bin", vectors)
                .part("rerank/model.onnx", Bundles.MODEL)
                .write(file, Bundles.KEY);
        return Bundle.open(file, Bundles.TRUSTED);
    }

    private static byte[] delta(Bundle from, Bundle to) throws IOException {
        ByteArrayOutputStream delta = new ByteArrayOutputStream();
        assertThat(BundleDelta.writeSmaller(from, to, delta)).isTrue();
        return delta.toByteArray();
    }

    private Path applied(Bundle from, byte[] delta) throws IOException {
        Path target = folder.resolve("target.edge");
        BundleDelta.apply(from, new ByteArrayInputStream(delta), target, Bundles.TRUSTED, MAX_BYTES);
        return target;
    }

    private void assertLeadsTo(Bundle from, Bundle to, byte[] delta) throws IOException {
        Path target = applied(from, delta);
        assertThat(Files.mismatch(target, to.file())).isEqualTo(-1);
        assertThat(Bundle.open(target, Bundles.TRUSTED).digest()).isEqualTo(to.digest());
    }

    @Test
    void partsThatDidNotChangeAreNotSent() throws IOException {
        byte[] vectors = Bundles.random(1, ROWS * ROW);
        Bundle from = bundle(1, Bundles.random(2, 400), vectors);
        Bundle to = bundle(2, Bundles.random(3, 700), vectors);
        byte[] delta = delta(from, to);
        assertThat(delta.length).isLessThan(to.head().capacity() + 700 + 200);
        assertLeadsTo(from, to, delta);
    }

    @Test
    void aFewChangedVectorsCostLittleMoreThanThemselves() throws IOException {
        byte[] ids = Bundles.random(2, 40_000);
        byte[] vectors = Bundles.random(1, ROWS * ROW);
        Bundle from = bundle(1, ids, vectors);
        byte[] changed = vectors.clone();
        Random random = new Random(4);
        for (int i = 0; i < 50; i++) {
            System.arraycopy(Bundles.random(100 + i, ROW), 0, changed, random.nextInt(ROWS) * ROW, ROW);
        }
        Bundle to = bundle(2, ids, changed);
        byte[] delta = delta(from, to);
        assertThat(delta.length).isLessThan(to.head().capacity() + 200 + 50 * (ROW + 16));
        assertLeadsTo(from, to, delta);
    }

    @Test
    void aRowPutInBetweenMovesTheOthersAtNoCost() throws IOException {
        byte[] vectors = Bundles.random(1, ROWS * ROW);
        Bundle from = bundle(1, Bundles.random(2, 999), vectors);
        ByteArrayOutputStream more = new ByteArrayOutputStream();
        more.write(vectors, 0, 1234 * ROW);
        more.writeBytes(Bundles.random(9, ROW));
        more.write(vectors, 1234 * ROW, (ROWS - 1234) * ROW);
        Bundle to = bundle(2, Bundles.random(2, 1007), more.toByteArray());
        byte[] delta = delta(from, to);
        assertThat(delta.length).isLessThan(to.head().capacity() + 1007 + 3 * ROW + 200);
        assertLeadsTo(from, to, delta);
    }

    @Test
    void whateverTheBundlesADeltaLeadsFromOneToTheOther() throws IOException {
        long seed = 11;
        int made = 0;
        Random random = new Random(seed);
        for (int trial = 0; trial < 60; trial++) {
            byte[] one = blocks(random);
            byte[] other = random.nextInt(3) == 0 ? one.clone() : blocks(random);
            for (int edits = random.nextInt(4); edits > 0 && other.length > 0; edits--) {
                other[random.nextInt(other.length)]++;
            }
            Bundle from = bundle(1, Bundles.random(random.nextInt(3), random.nextInt(100)), one);
            Bundle to = bundle(2, Bundles.random(random.nextInt(3), random.nextInt(100)), other);
            ByteArrayOutputStream delta = new ByteArrayOutputStream();
            if (BundleDelta.writeSmaller(from, to, delta)) {
                made++;
                assertThat(delta.size()).as("seed %d, trial %d", seed, trial).isLessThan((int) to.fileBytes());
                assertLeadsTo(from, to, delta.toByteArray());
            }
        }
        assertThat(made).as("seed %d", seed).isGreaterThan(30);
    }

    /** Runs of zeros and of a few patterns, so that equal blocks abound. */
    private static byte[] blocks(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(30); i > 0; i--) {
            int pattern = random.nextInt(4);
            int length = random.nextInt(400);
            out.writeBytes(pattern == 0 ? new byte[length] : Bundles.random(pattern, length));
        }
        return out.toByteArray();
    }

    @Test
    void whatIsNotSmallerIsNotWritten() throws IOException {
        Bundle from = bundle(1, Bundles.random(2, 999), Bundles.random(3, ROWS * ROW));
        Bundle to = bundle(2, Bundles.random(4, 999), Bundles.random(5, ROWS * ROW));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(BundleDelta.writeSmaller(from, to, out)).isFalse();
        assertThat(out.size()).isLessThan(to.head().capacity() + 999 + Bundles.MODEL.length + 400);
    }

    @Test
    void aDeltaFromAnotherBundleIsRefused() throws IOException {
        Bundle one = bundle(1, new byte[10], new byte[500]);
        Bundle two = bundle(2, new byte[20], new byte[500]);
        Bundle three = bundle(3, new byte[30], new byte[500]);
        byte[] delta = delta(one, three);
        assertThatThrownBy(() -> applied(two, delta))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("delta from " + one.digest());
    }

    @Test
    void aDeltaToABundleOfAnotherKeyIsRefusedBeforeAnythingIsWritten() throws IOException {
        Bundle from = bundle(1, new byte[10], new byte[500]);
        Path file = folder.resolve("foreign.edge");
        Bundles.small(2).write(file, Bundles.OTHER_KEY);
        byte[] delta = delta(from, Bundle.open(file, TrustedKeys.of(Bundles.OTHER_KEY.publicKey())));
        assertThatThrownBy(() -> applied(from, delta))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("signed by key");
        assertThat(folder.resolve("target.edge")).doesNotExist();
    }

    @Test
    void aDeltaToALongerBundleThanAllowedIsRefusedBeforeAnythingIsWritten() throws IOException {
        Bundle from = bundle(1, new byte[10], new byte[500]);
        Bundle to = bundle(2, new byte[10], new byte[(int) MAX_BYTES]);
        byte[] delta = delta(from, to);
        assertThat(delta.length).isLessThan(50_000);
        assertThatThrownBy(() -> applied(from, delta))
                .isInstanceOf(BadBundleException.class)
                .hasMessageEndingWith("delta to " + to.fileBytes() + " bytes (expected: at most " + MAX_BYTES + ")");
        assertThat(folder.resolve("target.edge")).doesNotExist();
    }

    @Test
    void aDeltaThatEndsEarlyOrIsChangedLeadsToNoBundle() throws IOException {
        byte[] vectors = Bundles.random(1, 4000);
        Bundle from = bundle(1, Bundles.random(2, 100), vectors);
        byte[] changed = vectors.clone();
        changed[2000]++;
        Bundle to = bundle(2, Bundles.random(3, 100), changed);
        byte[] delta = delta(from, to);
        for (int length = 0; length < delta.length; length++) {
            byte[] cut = Arrays.copyOf(delta, length);
            assertThatThrownBy(() -> applied(from, cut)).as("%d bytes", length).isInstanceOf(EOFException.class);
        }
        assertThatThrownBy(() -> applied(from, Arrays.copyOf(delta, delta.length + 1)))
                .isInstanceOf(BadBundleException.class);
        for (int at = 0; at < delta.length; at++) {
            byte[] bad = delta.clone();
            bad[at] ^= (byte) (1 << (at % 8));
            try {
                Path target = applied(from, bad);
                assertThat(Files.size(target)).as("byte %d", at).isEqualTo(to.fileBytes());
                Bundle.open(target, Bundles.TRUSTED);
                // A run may be taken from another place that holds the same bytes.
                assertThat(Files.mismatch(target, to.file())).as("byte %d", at).isEqualTo(-1);
            } catch (BadBundleException | EOFException e) {
                assertThat(e.getMessage()).as("byte %d", at).isNotEqualTo("");
            }
        }
    }
}
