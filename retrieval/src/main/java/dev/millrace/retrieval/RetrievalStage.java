package dev.millrace.retrieval;

import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.Retriever;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.Fusion;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.retrieval.dense.DenseIndex;
import dev.millrace.retrieval.dense.IndexConfig;
import dev.millrace.retrieval.dense.Progress;
import dev.millrace.retrieval.dense.RecallReport;
import dev.millrace.retrieval.filter.LuceneItemFilter;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stage 1 of a release: all sources, fused, over its vector index. Thread-safe; closed once by its owner, with no
 * request running.
 */
public final class RetrievalStage implements Retriever {
    private static final String CONFIG = "retrieval.json";

    private final VectorIndex index;
    private final Fusion fusion;
    private final SimilarLookup similar;
    private final Queue<Fusion.Scratch> pool = new ConcurrentLinkedQueue<>();

    private RetrievalStage(Catalog catalog, VectorIndex index, FusionConfig config) {
        this.index = index;
        this.fusion = Fusion.of(config, catalog, index);
        this.similar = new SimilarLookup(catalog, index);
    }

    /**
     * Opens stage 1 of a release.
     *
     * @param catalog the release's
     * @throws BadReleaseException naming the file that is damaged or does not fit
     */
    public static RetrievalStage open(Release release, Catalog catalog) {
        FusionConfig config;
        try {
            config = FusionConfig.fromJson(release.json(CONFIG));
        } catch (IllegalArgumentException e) {
            throw new BadReleaseException(release.file(CONFIG), String.valueOf(e.getMessage()), e);
        }
        return open(release, catalog, config);
    }

    /** Opens stage 1 of a release under another fusion than its own, as an evaluation does. */
    public static RetrievalStage open(Release release, Catalog catalog, FusionConfig config) {
        VectorIndex index = DenseIndex.open(release, catalog.vectors());
        try {
            return new RetrievalStage(catalog, index, config);
        } catch (RuntimeException | Error e) {
            index.close();
            throw e;
        }
    }

    /** Returns stage 1 over a catalogue that is no release yet, with exact search, as training does. */
    public static RetrievalStage exact(Catalog catalog, FusionConfig config) {
        return new RetrievalStage(catalog, new dev.millrace.retrieval.dense.ExactIndex(catalog.vectors()), config);
    }

    /**
     * Writes all that {@link #open} and {@link LuceneItemFilter#open} need beside the catalogue, trying the vector
     * index with items in place of users.
     *
     * @param threads how many build the vector index
     * @param progress is told how far that is
     * @return the recall of the vector index
     */
    public static RecallReport write(
            ReleaseWriter release, Catalog catalog, FusionConfig config, int threads, Progress progress)
            throws IOException {
        FloatVectors none = new FloatVectors(new float[0], catalog.vectors().dimension());
        return write(release, catalog, config, none, IndexConfig.of(threads), progress);
    }

    /**
     * Writes all that {@link #open} and {@link LuceneItemFilter#open} need beside the catalogue: the filter index, the
     * vector index of a catalogue that is large enough to need one, and the fusion.
     *
     * @param users vectors of some users, to try the vector index with; 256 are enough, none is allowed
     * @param index how the vector index is built
     * @param progress is told how far that is
     * @return the recall of the vector index
     */
    public static RecallReport write(
            ReleaseWriter release,
            Catalog catalog,
            FusionConfig config,
            FloatVectors users,
            IndexConfig index,
            Progress progress)
            throws IOException {
        release.json(CONFIG, config.toJson());
        LuceneItemFilter.write(release, catalog.items());
        return DenseIndex.write(release, FloatVectors.of(catalog.vectors()), users, index, progress);
    }

    @Override
    public Retrieval retrieve(Query query, int width, Candidates into) {
        return retrieve(query, width, Effort.USUAL, into);
    }

    /** Does the same; a search of the vector index that is told to end returns the best it has seen. */
    @Override
    public Retrieval retrieve(Query query, int width, Candidates into, Cancellation cancellation) {
        return retrieve(query, width, Effort.until(cancellation::cancelled), into);
    }

    /**
     * Does what {@link #retrieve(Query, int, Candidates)} does with another effort: to another recall, or until a
     * deadline says stop.
     */
    public Retrieval retrieve(Query query, int width, Effort effort, Candidates into) {
        Fusion.Scratch scratch = pool.poll();
        if (scratch == null) {
            scratch = new Fusion.Scratch();
        }
        try {
            VectorIndex.Visit visit = fusion.fuse(query, width, effort, into, scratch);
            double selectivity = query.eligible().selectivity();
            return visit == null
                    ? new Retrieval("none", selectivity, 0, true)
                    : new Retrieval(visit.strategy().label(), selectivity, visit.visited(), visit.complete());
        } finally {
            pool.add(scratch);
        }
    }

    /**
     * Returns the eligible items most like {@code item}, best first, itself left out: its similar list, then the
     * neighbours of its vector.
     *
     * @param count items wanted, &gt; 0
     */
    public List<SimilarItem> similar(int item, int count, Eligible eligible) {
        return similar.of(item, count, eligible);
    }

    @Override
    public void close() {
        pool.clear();
        index.close();
    }
}
