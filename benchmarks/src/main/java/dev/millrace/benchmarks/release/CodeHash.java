package dev.millrace.benchmarks.release;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.finerank.FineRankSignature;
import dev.millrace.retrieval.RetrievalStage;
import dev.millrace.retrieval.dense.DenseIndex;
import dev.millrace.retrieval.filter.LuceneItemFilter;
import dev.millrace.training.rerank.RerankModel;
import dev.millrace.training.sequence.SequenceGraph;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** A short name for the code that writes a release: a checksum of its class files. Stateless. */
final class CodeHash {
    private static final List<Class<?>> WRITERS = List.of(
            BenchmarkRelease.class,
            ClusteredVectors.class,
            ShopCatalog.class,
            Catalog.class,
            RetrievalStage.class,
            DenseIndex.class,
            LuceneItemFilter.class,
            RerankModel.class,
            SequenceGraph.class,
            FineRankSignature.class);

    private CodeHash() {}

    /** Returns eight hexadecimal digits for the writers and {@code text}. */
    static String of(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        for (Class<?> writer : WRITERS) {
            sum.update(bytes(writer));
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    private static byte[] bytes(Class<?> type) {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            if (in == null) {
                throw new IllegalStateException(type + ": its class file is not to be found");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
