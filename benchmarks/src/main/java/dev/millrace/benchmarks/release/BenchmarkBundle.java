package dev.millrace.benchmarks.release;

import dev.millrace.cascade.bundle.BundleKey;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.training.edge.EdgeExport;
import dev.millrace.training.edge.ExportOptions;
import dev.millrace.training.evaluate.OpenRelease;
import dev.millrace.training.pipeline.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An edge bundle to measure with, exported from a release to measure with. Immutable.
 *
 * @param file the bundle
 * @param key the public key it is signed for
 */
public record BenchmarkBundle(Path file, BundleKey key) {
    private static final int MEASURED_USERS = 50;
    private static final int MOST_BYTES_AN_ITEM = 120;
    private static final int MOST_BYTES_WITH_FINE_RANKER = 180;
    private static final Duration GOOD_FOR = Duration.ofDays(3650);

    /**
     * Returns a bundle of all items of a release of that shape, exported if it is not there yet.
     *
     * @param fineRanker whether it has one
     * @throws IOException when it cannot be written
     */
    public static BenchmarkBundle of(ReleaseShape shape, boolean fineRanker) throws IOException {
        Path releases = BenchmarkRelease.of(shape);
        Path file = releases.resolve(fineRanker ? "fine.edge" : "rerank.edge");
        Path key = releases.resolve(file.getFileName() + ".key");
        if (!Files.exists(key)) {
            SigningKey signing = SigningKey.generate();
            long most = (long) shape.items() * (fineRanker ? MOST_BYTES_WITH_FINE_RANKER : MOST_BYTES_AN_ITEM);
            // An untrained release has no quality to lose.
            ExportOptions options =
                    new ExportOptions(0, null, most, Double.MAX_VALUE, fineRanker, false, 1, GOOD_FOR, MEASURED_USERS);
            try (OpenRelease open = OpenRelease.open(releases)) {
                new EdgeExport(open, options, TrainingProgress.SILENT).write(file, signing, null);
            }
            Files.writeString(key, signing.publicKey().toBase64());
        }
        return new BenchmarkBundle(file, BundleKey.parse(Files.readString(key)));
    }

    /** Returns the key as those that are trusted. */
    public TrustedKeys trusted() {
        return TrustedKeys.of(key);
    }
}
