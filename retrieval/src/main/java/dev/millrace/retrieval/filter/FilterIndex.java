package dev.millrace.retrieval.filter;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.filter.Clause;
import dev.millrace.cascade.release.BadReleaseException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.SingleInstanceLockFactory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/** The Lucene index of the items of one release: one segment whose document numbers are the ordinals. Thread-safe. */
final class FilterIndex implements AutoCloseable {
    private final Directory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final LeafReaderContext segment;

    private FilterIndex(Directory directory, DirectoryReader reader) {
        this.directory = directory;
        this.reader = reader;
        this.segment = reader.leaves().getFirst();
        this.searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null); // LeafSets is the cache
    }

    /** Opens an index; throws {@link BadReleaseException} when it is missing, damaged or not of {@code items} items. */
    static FilterIndex open(Path folder, int items) {
        Directory directory = null;
        DirectoryReader reader = null;
        try {
            directory = FSDirectory.open(folder, new SingleInstanceLockFactory());
            reader = DirectoryReader.open(directory);
            check(folder, reader, items);
            return new FilterIndex(directory, reader);
        } catch (BadReleaseException e) {
            close(reader, directory);
            throw e;
        } catch (IOException | RuntimeException e) {
            close(reader, directory);
            throw new BadReleaseException(folder, "is no readable filter index: " + e.getMessage(), e);
        }
    }

    private static void check(Path folder, DirectoryReader reader, int items) throws IOException {
        if (reader.leaves().size() != 1 || reader.maxDoc() != items || reader.numDocs() != items) {
            throw new BadReleaseException(
                    folder,
                    "has " + reader.leaves().size() + " segments, " + reader.maxDoc() + " documents, "
                            + reader.numDeletedDocs() + " deleted (expected: 1, " + items + ", 0)");
        }
        LeafReader leaf = reader.leaves().getFirst().reader();
        leaf.checkIntegrity();
        NumericDocValues ordinals = leaf.getNumericDocValues(FilterFields.ORDINAL);
        for (int document = 0; document < items; document++) {
            if (ordinals == null || !ordinals.advanceExact(document) || ordinals.longValue() != document) {
                throw new BadReleaseException(folder, "document " + document + " is not of item " + document);
            }
        }
    }

    int items() {
        return reader.maxDoc();
    }

    /** Makes {@code into} the items that match; ranges are not answered from here, see {@link SortedColumn}. */
    void match(Clause.Leaf leaf, ItemSet into) {
        into.clear();
        try {
            Query query = searcher.rewrite(query(leaf));
            Weight weight = searcher.createWeight(query, ScoreMode.COMPLETE_NO_SCORES, 1f);
            Scorer scorer = weight.scorer(segment);
            if (scorer != null) {
                DocIdSetIterator documents = scorer.iterator();
                for (int item = documents.nextDoc();
                        item != DocIdSetIterator.NO_MORE_DOCS;
                        item = documents.nextDoc()) {
                    into.add(item);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Query query(Clause.Leaf leaf) {
        return switch (leaf) {
            case Clause.Keyword keyword -> new TermQuery(new Term(keyword.field(), FilterFields.term(keyword.value())));
            case Clause.Words words -> words(words);
            case Clause.Numbers numbers -> throw ranges(numbers);
            case Clause.Instants instants -> throw ranges(instants);
            case Clause.Present present -> new TermQuery(new Term(FilterFields.PRESENT, present.field()));
        };
    }

    private static AssertionError ranges(Clause.Leaf leaf) {
        return new AssertionError(leaf + " (expected: a clause that is answered from the index)");
    }

    private static Query words(Clause.Words words) {
        return words.words().size() == 1
                ? new TermQuery(new Term(words.field(), words.words().getFirst()))
                : new PhraseQuery(words.field(), words.words().toArray(String[]::new));
    }

    @Override
    public void close() {
        close(reader, directory);
    }

    /** Closes all that are there, whatever becomes of one. */
    private static void close(@Nullable Closeable... parts) {
        try {
            IOUtils.close(parts);
        } catch (IOException e) {
            throw new UncheckedIOException("filter index: cannot be closed: " + e.getMessage(), e);
        }
    }
}
