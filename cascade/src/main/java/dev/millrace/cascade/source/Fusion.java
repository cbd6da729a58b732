package dev.millrace.cascade.source;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins the proposals of all sources by weighted reciprocal rank (Cormack et al., Reciprocal Rank Fusion, 2009): an
 * item scores the sum of {@code weight / (smoothing + rank)}, rank from 1, over the sources that propose it. Immutable
 * and thread-safe; the scratch is the caller's.
 */
public final class Fusion {
    private final FusionConfig config;
    private final List<CandidateSource> sources;
    private final PopularSource fill;

    /**
     * Creates the fusion.
     *
     * @param sources those without a weight in {@code config} are never asked
     * @param fill whom to ask when the sources propose too few
     */
    public Fusion(FusionConfig config, List<CandidateSource> sources, PopularSource fill) {
        this.config = config;
        this.sources = new ArrayList<>();
        for (CandidateSource source : sources) {
            if (config.sources().containsKey(source.source())) {
                this.sources.add(source);
            }
        }
        this.fill = fill;
    }

    /** Returns the fusion of a release's five sources. */
    public static Fusion of(FusionConfig config, Catalog catalog, VectorIndex index) {
        List<EventType> types = catalog.items().schema().eventTypes();
        PopularSource popular = new PopularSource(catalog.statistics());
        return new Fusion(
                config,
                List.of(
                        new UserVectorSource(index),
                        new SimilarSource(catalog.similar(), types),
                        new RepeatSource(types),
                        popular,
                        new NewSource(catalog.statistics())),
                popular);
    }

    /** The memory of one fusion. Owned by one worker and reused; not thread-safe. */
    public static final class Scratch {
        private final Proposals proposals = new Proposals();
        private final ItemScores fused = new ItemScores();
        private final TopItems best = new TopItems(0);
    }

    /**
     * Adds the best {@code width} eligible candidates, best first, or all eligible ones when there are no more.
     *
     * @param effort how hard the vector index is searched
     * @return how it was searched, or null when it was not
     */
    public VectorIndex.@Nullable Visit fuse(Query query, int width, Effort effort, Candidates into, Scratch scratch) {
        ItemScores fused = scratch.fused;
        fused.clear();
        VectorIndex.@Nullable Visit visit = null;
        for (CandidateSource source : sources) {
            FusionConfig.@Nullable Weight weight = config.sources().get(source.source());
            if (weight == null) {
                throw new IllegalStateException("source " + source.source() + ": without a weight");
            }
            Proposals proposals = scratch.proposals;
            proposals.clear(effort);
            source.propose(query, (int) Math.ceil(weight.share() * width), proposals);
            for (int rank = 0; rank < proposals.size(); rank++) {
                fused.add(
                        proposals.ordinal(rank),
                        (float) (weight.weight() / (config.smoothing() + rank + 1)),
                        source.source().bit());
            }
            visit = proposals.visit() != null ? proposals.visit() : visit;
        }
        addBest(width, into, scratch);
        if (into.size() < Math.min(width, query.eligible().count())) {
            addFill(query, width, into, scratch);
        }
        return visit;
    }

    /** Ranks positions, not ordinals, so that the best's source bits are at hand. */
    private static void addBest(int width, Candidates into, Scratch scratch) {
        ItemScores fused = scratch.fused;
        TopItems best = scratch.best;
        best.reset(Math.min(width, fused.size()));
        for (int position = 0; position < fused.size(); position++) {
            best.offer(position, fused.score(position));
        }
        best.sort();
        for (int rank = 0; rank < best.size(); rank++) {
            int position = best.ordinal(rank);
            into.add(fused.item(position), fused.mask(position), best.score(rank));
        }
    }

    /** Everything proposed is in already, so that many more of the most popular suffice. */
    private void addFill(Query query, int width, Candidates into, Scratch scratch) {
        Proposals proposals = scratch.proposals;
        proposals.clear();
        fill.propose(query, width, proposals);
        for (int rank = 0; rank < proposals.size() && into.size() < width; rank++) {
            int item = proposals.ordinal(rank);
            if (!scratch.fused.contains(item)) {
                into.add(item, Source.FILL.bit(), 0);
            }
        }
    }
}
