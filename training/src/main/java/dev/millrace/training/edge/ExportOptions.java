package dev.millrace.training.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to export. Immutable.
 *
 * @param items how many items, the most useful ones; 0 for all
 * @param filter which items, as a filter expression; null for all
 * @param maxBytes what the file may take; 0 for no limit
 * @param maxNdcgLoss the share of NDCG@10 that coding may cost
 * @param fineRanker whether to take the fine ranker along where it fits
 * @param fallBack whether to code the costliest part more finely where the loss is too high, instead of giving up
 * @param number the bundle's, greater than that of any before
 * @param expires how long after the release's date the bundle is good
 * @param users how many users to measure with
 */
public record ExportOptions(
        int items,
        @Nullable String filter,
        long maxBytes,
        double maxNdcgLoss,
        boolean fineRanker,
        boolean fallBack,
        long number,
        Duration expires,
        int users) {
    /** Checks the numbers. */
    public ExportOptions {
        if (items < 0 || maxBytes < 0 || number < 1 || users < 1) {
            throw new IllegalArgumentException("items " + items + ", max-bytes " + maxBytes + ", number " + number
                    + ", users " + users + " (expected: not negative, number and users >= 1)");
        }
        if (items > 0 && filter != null) {
            throw new IllegalArgumentException("items and filter: both (expected: one of them)");
        }
        if (!(maxNdcgLoss >= 0)) {
            throw new IllegalArgumentException("max-ndcg-loss: " + maxNdcgLoss + " (expected: >= 0)");
        }
    }
}
