package dev.millrace.benchmarks;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Locale;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;

/**
 * Lucene's HNSW over float vectors, at its best: beam 100, one segment, memory-mapped, no query cache, no executor;
 * without a filter straight from the segment, under a filter by {@link KnnFloatVectorQuery}, which searches exactly
 * where that is cheaper. Its ladder is how many times what is wanted it searches for. One thread at a time.
 */
final class LuceneHnswPeer implements RetrievalEngine {
    private static final String FIELD = "vector";
    private static final int BEAM = 100;
    private static final float[] WIDTHS = {1, 1.1f, 1.25f, 1.5f, 2, 2.5f, 3, 4};

    private final FSDirectory directory;
    private final DirectoryReader reader;
    private final LeafReader segment;
    private final IndexSearcher searcher;
    private final int connections;
    private final IdentityHashMap<Eligible, Query> filters = new IdentityHashMap<>();
    private float width = WIDTHS[0];

    private LuceneHnswPeer(FSDirectory directory, int connections) throws IOException {
        this.directory = directory;
        this.reader = DirectoryReader.open(directory);
        this.segment = reader.leaves().getFirst().reader();
        this.searcher = new IndexSearcher(reader);
        this.connections = connections;
        searcher.setQueryCache(null);
    }

    /**
     * Opens the index of some vectors, which is built where the folder has none: five minutes a million items.
     *
     * @param connections M
     */
    static LuceneHnswPeer open(Path folder, FloatVectors items, int connections) throws IOException {
        if (!Files.exists(folder.resolve("built"))) {
            build(folder, items, connections);
            Files.createFile(folder.resolve("built"));
        }
        return new LuceneHnswPeer(new MMapDirectory(folder), connections);
    }

    private static void build(Path folder, FloatVectors items, int connections) throws IOException {
        Files.createDirectories(folder);
        long begin = System.nanoTime();
        IndexWriterConfig config = new IndexWriterConfig()
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setMergePolicy(NoMergePolicy.INSTANCE)
                .setRAMBufferSizeMB(1_900)
                .setUseCompoundFile(false)
                .setCodec(new Lucene104Codec() {
                    @Override
                    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                        return new Lucene99HnswVectorsFormat(connections, BEAM);
                    }
                });
        try (FSDirectory directory = new MMapDirectory(folder);
                IndexWriter writer = new IndexWriter(directory, config)) {
            int dimension = items.dimension();
            for (int item = 0; item < items.size(); item++) {
                Document document = new Document();
                float[] vector = Arrays.copyOfRange(items.values(), item * dimension, (item + 1) * dimension);
                document.add(new KnnFloatVectorField(FIELD, vector, VectorSimilarityFunction.DOT_PRODUCT));
                writer.addDocument(document);
            }
            writer.commit();
            if (DirectoryReader.open(writer).leaves().size() != 1) {
                throw new IllegalStateException("lucene: more than one segment (expected: one)");
            }
            System.out.printf(
                    Locale.ROOT, "lucene %d: built in %.0f s%n", connections, (System.nanoTime() - begin) / 1e9);
        }
    }

    @Override
    public boolean effort(int step) {
        width = WIDTHS[Math.min(step, WIDTHS.length - 1)];
        return step < WIDTHS.length;
    }

    @Override
    public String settings() {
        return "M " + connections + ", beam " + BEAM + ", width " + width;
    }

    @Override
    public void search(float[] query, Eligible eligible, TopItems into) {
        int wanted = Math.min(into.capacity(), eligible.count());
        int wide = Math.max(wanted, Math.round(width * wanted));
        try {
            TopDocs found = eligible.count() == eligible.bound()
                    ? segment.searchNearestVectors(
                            FIELD, query, wide, AcceptDocs.fromLiveDocs(null, segment.maxDoc()), Integer.MAX_VALUE)
                    : searcher.search(new KnnFloatVectorQuery(FIELD, query, wide, filter(eligible)), wanted);
            for (int rank = 0; rank < wanted && rank < found.scoreDocs.length; rank++) {
                ScoreDoc document = found.scoreDocs[rank];
                into.offer(document.doc, 2 * document.score - 1);
            }
            into.sort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Query filter(Eligible eligible) {
        return filters.computeIfAbsent(eligible, some -> {
            FixedBitSet bits = new FixedBitSet(some.bound());
            for (int item = some.next(0); item >= 0; item = some.next(item + 1)) {
                bits.set(item);
            }
            return new Bits(bits, some.count());
        });
    }

    /** A filter that is a bit set already, so that none of its cost is Lucene's. */
    private static final class Bits extends Query {
        private final FixedBitSet bits;
        private final int count;

        Bits(FixedBitSet bits, int count) {
            this.bits = bits;
            this.count = count;
        }

        @Override
        public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
            return new ConstantScoreWeight(this, boost) {
                @Override
                public ScorerSupplier scorerSupplier(LeafReaderContext context) {
                    return new DefaultScorerSupplier(new ConstantScoreScorer(1, mode, new BitSetIterator(bits, count)));
                }

                @Override
                public boolean isCacheable(LeafReaderContext context) {
                    return false;
                }
            };
        }

        @Override
        public void visit(QueryVisitor visitor) {
            visitor.visitLeaf(this);
        }

        @Override
        public String toString(String field) {
            return count + " items";
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
