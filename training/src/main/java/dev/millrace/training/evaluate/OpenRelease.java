package dev.millrace.training.evaluate;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.StoredHistories;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.HistoryVectors;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.RankingFeatures;
import dev.millrace.cascade.filter.FilterLimits;
import dev.millrace.cascade.policy.DeclaredPolicy;
import dev.millrace.cascade.policy.Policy;
import dev.millrace.cascade.release.Release;
import dev.millrace.finerank.DjlFineRanker;
import dev.millrace.kernel.VectorMaps;
import dev.millrace.rerank.Reranker;
import dev.millrace.retrieval.RetrievalStage;
import dev.millrace.retrieval.filter.LuceneItemFilter;
import dev.millrace.training.pipeline.Learning;
import java.nio.file.Path;

/**
 * A release opened for evaluation, with the code that serves it. Thread-safe; closed once by whoever opened it.
 *
 * @param release the verified folder
 * @param vectors the maps of its vectors
 * @param catalog its items
 * @param histories the users known at training time
 * @param stages its stages, the release's own policy among them
 * @param cascade the stages put together, with rules off
 */
public record OpenRelease(
        Release release,
        VectorMaps vectors,
        Catalog catalog,
        StoredHistories histories,
        Cascade.Stages stages,
        Cascade cascade)
        implements AutoCloseable {
    /** Opens a release, or the live one of a folder of releases. */
    public static OpenRelease open(Path path) {
        DjlFineRanker.startEngine();
        Release release = Release.open(path);
        VectorMaps vectors = new VectorMaps();
        Catalog catalog = Catalog.read(release, vectors);
        RankingFeatures features = new RankingFeatures(catalog);
        StoredHistories histories = StoredHistories.read(release, catalog.items());
        Cascade.Stages stages = new Cascade.Stages(
                LuceneItemFilter.open(release, catalog.items(), FilterLimits.DEFAULT),
                HistoryVectors.read(release, catalog, vectors),
                RetrievalStage.open(release, catalog),
                features,
                Reranker.open(release, features.names()),
                DjlFineRanker.open(release, features.names()),
                DeclaredPolicy.open(release, catalog, Cascade.Widths.DEFAULT.fine()));
        Cascade cascade = new Cascade(
                release.version(), catalog, stages.withPolicy(Policy.NONE), Cascade.Widths.DEFAULT, histories);
        return new OpenRelease(release, vectors, catalog, histories, stages, cascade);
    }

    /**
     * Checks that the release can be tested on the test part: ordinals mean the same items here, and it has not learned
     * from that part.
     *
     * @throws IllegalArgumentException when the release was trained on other items, or may have seen the test part
     */
    public void check(Learning learning) {
        ItemTable items = learning.data().items();
        if (!catalog.items().ids().equals(items.ids())) {
            throw new IllegalArgumentException(
                    "release " + release.version() + ": knows other items than the data set ("
                            + catalog.items().size() + " and " + items.size()
                            + "; expected: the data set it was trained on)");
        }
        learning.check(release.version(), release.manifest().data());
    }

    @Override
    public void close() {
        try (vectors) {
            cascade.close();
        }
    }
}
