package dev.millrace.server;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.FaultListener;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.StoredHistories;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.HistoryVectors;
import dev.millrace.cascade.feature.RankingFeatures;
import dev.millrace.cascade.filter.FilterLimits;
import dev.millrace.cascade.policy.DeclaredPolicy;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Pace;
import dev.millrace.cascade.release.Release;
import dev.millrace.finerank.DjlFineRanker;
import dev.millrace.finerank.HistoryMemory;
import dev.millrace.kernel.VectorMaps;
import dev.millrace.rerank.Reranker;
import dev.millrace.retrieval.RetrievalStage;
import dev.millrace.retrieval.filter.LuceneItemFilter;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.event.EventStore;
import dev.millrace.server.event.LiveHistories;
import dev.millrace.server.swap.Opened;
import dev.millrace.server.swap.Probes;
import dev.millrace.server.swap.Served;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A release folder opened for serving: its stages wired into a cascade. Thread-safe; closed once by its owner, when no
 * request is running.
 */
public final class ServedRelease implements Opened {
    private static final Logger LOG = LoggerFactory.getLogger(ServedRelease.class);

    private final Served served;
    private final VectorMaps vectors;
    private final int maxFilterLength;

    private ServedRelease(Served served, VectorMaps vectors, int maxFilterLength) {
        this.served = served;
        this.vectors = vectors;
        this.maxFilterLength = maxFilterLength;
    }

    /**
     * Opens a release whose stages are put into others, to watch or to hinder them.
     *
     * @param path a release folder, or a folder of releases, whose live one is taken
     * @param pace kept to between the steps
     * @param around is given the stages; what it returns closes them
     * @throws BadReleaseException naming the file that cannot be used and why; nothing stays open
     */
    public static ServedRelease open(
            Path path, Surroundings surroundings, Pace pace, UnaryOperator<Cascade.Stages> around) {
        // DJL's engine must be there before ONNX Runtime is used beside it.
        DjlFineRanker.startEngine();
        Release release = Release.open(path, pace);
        Deque<Part> opened = new ArrayDeque<>();
        try {
            VectorMaps vectors = new VectorMaps();
            opened.push(vectors::close);
            return new ServedRelease(
                    wire(release, vectors, surroundings, around, opened),
                    vectors,
                    surroundings.config().limits().maxFilterLength());
        } catch (RuntimeException | Error e) {
            opened.forEach(Part::close);
            FreedMemory.giveBack();
            throw e;
        }
    }

    /**
     * What a release is put into. Immutable; its parts are thread-safe.
     *
     * @param events the events sent to the server, which histories are joined with
     * @param faults is told of stages that fail
     * @param histories what its fine ranker may remember of users
     */
    public record Surroundings(ServerConfig config, EventStore events, FaultListener faults, HistoryMemory histories) {
        /** Returns surroundings with as much memory as the configuration says. */
        public static Surroundings of(ServerConfig config, EventStore events, FaultListener faults) {
            return new Surroundings(
                    config,
                    events,
                    faults,
                    HistoryMemory.ofHeap(config.fineRanker().historyShare()));
        }
    }

    /** What must be closed if a later part cannot be opened. */
    private interface Part {
        void close();
    }

    private static Served wire(
            Release release,
            VectorMaps vectors,
            Surroundings surroundings,
            UnaryOperator<Cascade.Stages> around,
            Deque<Part> opened) {
        ServerConfig config = surroundings.config();
        Catalog catalog = Catalog.read(release, vectors);
        RankingFeatures features = new RankingFeatures(catalog, release.pace());
        DjlFineRanker fineRanker = DjlFineRanker.open(release, features.names(), surroundings.histories());
        opened.push(fineRanker::close);
        LOG.info("release {}: fine ranker on {}", release.version(), fineRanker.device());
        release.pace().step();
        Reranker reranker = Reranker.open(release, features.names(), config.reranker());
        opened.push(reranker::close);
        RetrievalStage retriever = RetrievalStage.open(release, catalog);
        opened.push(retriever::close);
        release.pace().step();
        LuceneItemFilter filter = LuceneItemFilter.open(release, catalog.items(), filterLimits(config));
        opened.push(filter::close);
        Cascade cascade = new Cascade(
                release.version(),
                catalog,
                around.apply(new Cascade.Stages(
                        filter,
                        HistoryVectors.read(release, catalog, vectors),
                        retriever,
                        features,
                        reranker,
                        fineRanker,
                        DeclaredPolicy.open(release, catalog, config.widths().fine()))),
                config.widths(),
                new LiveHistories(
                        catalog,
                        StoredHistories.read(release, catalog.items()),
                        surroundings.events(),
                        config.events().maxPerUser()),
                surroundings.faults());
        return new Served(cascade, release.manifest(), (item, count) -> similar(retriever, catalog, item, count));
    }

    private static FilterLimits filterLimits(ServerConfig config) {
        return new FilterLimits(
                config.limits().maxFilterLength(), FilterLimits.DEFAULT.clauses(), FilterLimits.DEFAULT.depth());
    }

    private static List<Served.SimilarItem> similar(RetrievalStage retriever, Catalog catalog, int item, int count) {
        return retriever
                .similar(item, count, Eligible.everything(catalog.items().size()))
                .stream()
                .map(found -> new Served.SimilarItem(
                        found.ordinal(), found.score(), found.origin().name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    /**
     * Answers some requests nobody asked, so that the first caller does not pay, out of their budget, for code that is
     * loaded and models that are touched for the first time.
     */
    public void warmUp() {
        Cascade cascade = served.cascade();
        Catalog catalog = cascade.catalog();
        for (Request probe : Probes.of(catalog)) {
            cascade.recommend(probe, Deadline.none());
        }
        for (String filter : SampleFilters.of(catalog, maxFilterLength)) {
            cascade.recommend(Request.items(20).withFilter(filter), Deadline.none());
        }
    }

    @Override
    public Served served() {
        return served;
    }

    @Override
    public void close() {
        try (vectors) {
            served.cascade().close();
        } finally {
            FreedMemory.giveBack();
        }
    }
}
