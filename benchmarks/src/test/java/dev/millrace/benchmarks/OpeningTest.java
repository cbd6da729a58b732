package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.device.AppJar;
import dev.millrace.benchmarks.device.SmallestApp;
import dev.millrace.benchmarks.release.BenchmarkBundle;
import dev.millrace.benchmarks.release.BenchmarkRelease;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.edge.Engine;
import dev.millrace.edge.catalog.EdgeCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A device opens a bundle in a virtual machine that has just started, where the first lambda costs milliseconds (ADR
 * 0083).
 */
final class OpeningTest {
    /** What the app uses after the list. */
    private static final String MEASURES = "dev.millrace.benchmarks.device.ProcessMemory";

    @TempDir
    private Path folder = Path.of("");

    private final String work = System.getProperty(BenchmarkRelease.WORK, "");

    @BeforeEach
    void keepReleasesHere() {
        System.setProperty(BenchmarkRelease.WORK, folder.toString());
    }

    @AfterEach
    void keepThemWhereTheyWere() {
        if (work.isEmpty()) {
            System.clearProperty(BenchmarkRelease.WORK);
        } else {
            System.setProperty(BenchmarkRelease.WORK, work);
        }
    }

    @Test
    void theWayToTheFirstListHasNoLambdaOfOursNorPatternOrDateFormat() throws Exception {
        BenchmarkBundle bundle = BenchmarkBundle.of(EdgeBenchmark.shape(5_000), false);
        String item = EdgeCatalog.read(Bundle.open(bundle.file(), bundle.trusted()))
                .catalog()
                .items()
                .id(2_500);
        Path classes = folder.resolve("classes");
        Path said = folder.resolve("said");
        Process app = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Xlog:class+load:file=" + classes,
                        "-cp",
                        AppJar.classPath(folder, false),
                        SmallestApp.class.getName(),
                        "65536",
                        bundle.file().toString(),
                        bundle.key().toBase64(),
                        Engine.BUILT_IN.name(),
                        item)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(app.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(app.exitValue()).as(Files.readString(said)).isZero();
        List<String> loaded = Files.readAllLines(classes);
        assertThat(loaded)
                .as("a file mapped without reflection")
                .anyMatch(line -> line.contains("MappedMemorySegment"));
        int measured = loaded.indexOf(loaded.stream()
                .filter(line -> line.contains(MEASURES))
                .findFirst()
                .orElseThrow());
        assertThat(loaded).anyMatch(line -> line.contains("dev.millrace.cascade.feature.RankingFeatures"));
        assertThat(loaded).noneMatch(line -> line.contains("dev.millrace") && line.contains("Lambda"));
        assertThat(loaded)
                .filteredOn(line -> line.contains("java.util.regex.Pattern") || line.contains("DateTimeFormatter"))
                .as("before %s", MEASURES)
                .allMatch(line -> loaded.indexOf(line) > measured);
    }
}
