package dev.millrace.benchmarks;

import dev.millrace.benchmarks.load.ProcessTime;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.ArrayFileWriter;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.retrieval.dense.DenseIndex;
import dev.millrace.retrieval.dense.IndexConfig;
import dev.millrace.retrieval.dense.Progress;
import dev.millrace.retrieval.dense.RecallReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Writes the vectors and the index that {@link RetrievalBenchmark} searches, in a virtual machine of its own: what a
 * build leaves behind, in compiled code above all, makes the searches after it in the same one slower by a third. A
 * server opens what another process wrote.
 */
final class RetrievalIndexWriter {
    /** The file of the item vectors, and the array in it. */
    static final String VECTORS = "vectors/items.bin";

    static final String VALUES = "values";

    private RetrievalIndexWriter() {}

    /** Writes a release with the index of seeded items into a folder that has none. */
    static void write(int items, int dimension, boolean graph, Path folder) throws IOException {
        if (Files.exists(folder.resolve(Release.CURRENT))) {
            return;
        }
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Djvector.vectorization_provider=panama",
                "-Xmx6g",
                RetrievalIndexWriter.class.getName(),
                Integer.toString(items),
                Integer.toString(dimension),
                Boolean.toString(graph),
                folder.toString());
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("the index was not written: see above");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the index was written", e);
        }
    }

    /** Writes the index: items, dimension, whether with a graph, folder. */
    public static void main(String[] arguments) throws IOException {
        int items = Integer.parseInt(arguments[0]);
        int dimension = Integer.parseInt(arguments[1]);
        IndexConfig config = new IndexConfig(Boolean.parseBoolean(arguments[2]), 1, 1);
        RetrievalData data = new RetrievalData(items, dimension);
        try (ReleaseWriter writer = ReleaseWriter.create(Path.of(arguments[3]), "r1")) {
            writer.json("schema.json", new JsonObject());
            try (ArrayFileWriter file = new ArrayFileWriter(writer.file(VECTORS))) {
                file.alignedFloats(VALUES, data.items().values());
            }
            Duration before = ProcessTime.own();
            RecallReport recall = DenseIndex.write(writer, data.items(), data.tried(), config, Progress.NONE);
            System.out.printf(
                    Locale.ROOT,
                    "index of %d x %d built in %.1f s of CPU%n",
                    items,
                    dimension,
                    ProcessTime.own().minus(before).toMillis() / 1e3);
            recall.text().forEach(System.out::println);
            writer.publish("2026-01-01T00:00:00Z", dimension, items, new JsonObject(), new JsonObject());
        }
    }
}
