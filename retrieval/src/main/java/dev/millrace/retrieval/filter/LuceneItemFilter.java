package dev.millrace.retrieval.filter;

import dev.millrace.cascade.ItemFilter;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.filter.ClauseSets;
import dev.millrace.cascade.filter.FilterLimits;
import dev.millrace.cascade.filter.FilterParser;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.analysis.standard.StandardAnalyzer;

/**
 * Filter expressions answered from the Lucene index of a release, ranges from its sorted columns. Thread-safe; closed
 * once by its owner, with no expression being answered.
 */
public final class LuceneItemFilter implements ItemFilter {
    /** The folder of the index inside a release. */
    static final String FOLDER = "items/filter";

    private final Schema schema;
    private final FilterLimits limits;
    private final FilterParser.Analysis analysis;
    private final StandardAnalyzer analyzer;
    private final LeafSets leaves;
    private final ClauseSets sets;

    private LuceneItemFilter(Schema schema, FilterLimits limits, LeafSets leaves) {
        this.schema = schema;
        this.limits = limits;
        this.analyzer = new StandardAnalyzer();
        this.analysis = new Words(analyzer);
        this.leaves = leaves;
        this.sets = new ClauseSets(leaves.items(), leaves);
    }

    /** Writes the index of {@code items} into a release. */
    public static void write(ReleaseWriter release, ItemTable items) throws IOException {
        FilterIndexWriter.write(release.file(FOLDER), items);
    }

    /**
     * Opens the index of a release.
     *
     * @param items the release's items
     * @throws BadReleaseException when the index is missing, damaged or of other items
     */
    public static LuceneItemFilter open(Release release, ItemTable items, FilterLimits limits) {
        Path folder = release.folder().resolve(FOLDER);
        LeafSets leaves = LeafSets.over(FilterIndex.open(folder, items.size()), items);
        return new LuceneItemFilter(items.schema(), limits, leaves);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The syntax is in {@code docs/filters.md}.
     */
    @Override
    public void match(String expression, ItemSet into) {
        sets.match(FilterParser.parse(expression, schema, limits, analysis), into);
    }

    @Override
    public void close() {
        analyzer.close();
        leaves.close();
    }
}
