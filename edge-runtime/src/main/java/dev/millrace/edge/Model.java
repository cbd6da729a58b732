package dev.millrace.edge;

import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.cascade.policy.Policy;
import dev.millrace.cascade.source.FusionConfig;
import java.time.Instant;

/**
 * The parts of a bundle, opened. Immutable; its rankers are closed by the one who runs it.
 *
 * @param number the bundle's
 * @param release the version of the release it was exported from
 * @param expires when it is too old
 * @param bytes size of its file
 * @param engine what runs the models, for people
 */
record Model(
        long number,
        String release,
        Instant expires,
        long bytes,
        String engine,
        Catalog catalog,
        UserVectors userVectors,
        FusionConfig fusion,
        Features features,
        Ranker reranker,
        Ranker fineRanker,
        Policy policy) {}
