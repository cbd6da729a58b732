package dev.millrace.benchmarks.release;

import dev.millrace.cascade.StoredHistories;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.FoldIn;
import dev.millrace.cascade.feature.HistoryVectors;
import dev.millrace.cascade.feature.Standardization;
import dev.millrace.cascade.policy.PolicyReader;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.datasets.synthetic.SyntheticShop;
import dev.millrace.retrieval.RetrievalStage;
import dev.millrace.retrieval.dense.DenseIndex;
import dev.millrace.retrieval.filter.LuceneItemFilter;
import dev.millrace.training.onnx.OnnxGraph;
import dev.millrace.training.rerank.RerankModel;
import dev.millrace.training.rerank.RerankNetwork;
import dev.millrace.training.sequence.ItemAttributes;
import dev.millrace.training.sequence.SequenceGraph;
import dev.millrace.training.sequence.SequenceWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Short names for code whose results are kept: checksums of its class files. A class stands for itself and the classes
 * inside it, or for its package. What only reads is left out where it has a package of its own. Stateless.
 */
public final class CodeHash {
    private static final List<Class<?>> PACKAGES = List.of(
            BenchmarkRelease.class,
            DenseIndex.class,
            LuceneItemFilter.class,
            OnnxGraph.class,
            ReleaseWriter.class,
            SyntheticShop.class);

    private static final List<Class<?>> CLASSES = List.of(
            Catalog.class,
            FineRankSignature.class,
            FoldIn.class,
            FusionConfig.class,
            HistoryVectors.class,
            ItemAttributes.class,
            PolicyReader.class,
            RerankModel.class,
            RerankNetwork.class,
            RetrievalStage.class,
            SequenceGraph.class,
            SequenceWeights.class,
            Standardization.class,
            StoredHistories.class);

    private CodeHash() {}

    /** Returns eight hexadecimal digits for what writes a release and {@code text}. */
    static String ofRelease(String text) {
        return of(text, PACKAGES, CLASSES);
    }

    /**
     * Returns eight hexadecimal digits for what builds, tries and reads a vector index, and for {@code more} classes.
     */
    public static String ofVectorIndex(Class<?>... more) {
        return of("vector index", List.of(DenseIndex.class), List.of(more));
    }

    static String of(String text, List<Class<?>> packages, List<Class<?>> classes) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        for (Class<?> type : packages) {
            add(type, "", sum);
        }
        for (Class<?> type : classes) {
            add(type, type.getSimpleName(), sum);
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    /** Adds the classes of a package that are called {@code name} or lie inside it, or all where it is empty. */
    private static void add(Class<?> type, String name, CRC32C sum) {
        try {
            Path place = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                add(place, type.getPackageName(), name, sum);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(place)) {
                    add(jar.getPath("/"), type.getPackageName(), name, sum);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(type + ": its place is " + e.getInput(), e);
        }
    }

    private static void add(Path root, String packageName, String name, CRC32C sum) throws IOException {
        Path folder = root.resolve(packageName.replace('.', '/'));
        int found = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String own = file.getFileName().toString();
                if (own.endsWith(".class")
                        && (name.isEmpty() || own.equals(name + ".class") || own.startsWith(name + "$"))) {
                    sum.update(Files.readAllBytes(file));
                    found++;
                }
            }
        }
        if (found == 0) {
            throw new IllegalStateException(folder + ": no class files of " + name);
        }
    }
}
