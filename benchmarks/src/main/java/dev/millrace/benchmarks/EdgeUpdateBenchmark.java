package dev.millrace.benchmarks;

import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleDelta;
import dev.millrace.cascade.bundle.BundleFacts;
import dev.millrace.cascade.bundle.BundleWriter;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.cascade.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a delta between two bundles of 6 MB costs: making it, applying it, verifying the result; its size is printed
 * before each trial. The bundles are noise, as quantized vectors are, 3.2 MB of it rows of 64 bytes of which a share
 * differs.
 *
 * <p>Run: {@code ./millrace bench --stage edge}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EdgeUpdateBenchmark {
    private static final int ROWS = 50_000;
    private static final int ROW_BYTES = 64;
    private static final SigningKey KEY = SigningKey.generate();
    private static final TrustedKeys TRUSTED = TrustedKeys.of(KEY.publicKey());

    /** Share of the vectors that changed. */
    @Param({"0.01", "0.1", "1"})
    public double changed;

    private @Nullable Path folder;
    private @Nullable Bundle from;
    private @Nullable Bundle to;
    private byte[] delta = new byte[0];

    /** Writes both bundles and checks that the delta leads from one to the other. */
    @Setup(Level.Trial)
    public void write() throws IOException {
        folder = Files.createTempDirectory("millrace-delta");
        Random random = new Random(1);
        byte[] vectors = new byte[ROWS * ROW_BYTES];
        random.nextBytes(vectors);
        byte[] others = new byte[2_800_000];
        random.nextBytes(others);
        from = bundle(folder.resolve("from.edge"), 1, vectors, others);
        byte[] row = new byte[ROW_BYTES];
        for (int i = 0; i < ROWS; i++) {
            if (random.nextDouble() < changed) {
                random.nextBytes(row);
                System.arraycopy(row, 0, vectors, i * ROW_BYTES, ROW_BYTES);
            }
        }
        to = bundle(folder.resolve("to.edge"), 2, vectors, others);
        delta = make();
        if (!applied().digest().equals(to.digest()) || Files.mismatch(to.file(), folder.resolve("made.edge")) >= 0) {
            throw new IllegalStateException("the delta leads elsewhere");
        }
        System.out.println("# delta of " + delta.length + " bytes to a bundle of " + to.fileBytes());
    }

    private static Bundle bundle(Path file, long number, byte[] vectors, byte[] others) throws IOException {
        new BundleWriter(new BundleFacts(
                        number,
                        1,
                        Instant.EPOCH,
                        Instant.EPOCH.plusSeconds(1),
                        "noise",
                        ROWS,
                        ROW_BYTES,
                        new JsonObject()))
                .part("vectors/codes.bin", vectors)
                .part("others.bin", others)
                .write(file, KEY);
        return Bundle.open(file, TRUSTED);
    }

    /** Makes the delta, as a server does once. */
    @Benchmark
    public byte[] make() throws IOException {
        if (from == null || to == null) {
            throw new IllegalStateException("not set up");
        }
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        if (!BundleDelta.writeSmaller(from, to, made)) {
            throw new IllegalStateException("the delta is not smaller than the bundle");
        }
        return made.toByteArray();
    }

    /** Applies the delta and verifies the result, as a device does. */
    @Benchmark
    public Bundle applied() throws IOException {
        if (from == null || folder == null) {
            throw new IllegalStateException("not set up");
        }
        Path made = folder.resolve("made.edge");
        BundleDelta.apply(from, new ByteArrayInputStream(delta), made, TRUSTED, Integer.MAX_VALUE);
        return Bundle.open(made, TRUSTED);
    }

    /** Verifies a bundle alone. */
    @Benchmark
    public Bundle opened() {
        if (to == null) {
            throw new IllegalStateException("not set up");
        }
        return Bundle.open(to.file(), TRUSTED);
    }

    /** Removes the bundles. */
    @TearDown(Level.Trial)
    public void remove() throws IOException {
        if (folder != null) {
            for (String name : new String[] {"from.edge", "to.edge", "made.edge"}) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }
}
