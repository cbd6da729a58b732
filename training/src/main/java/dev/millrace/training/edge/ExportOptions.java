package dev.millrace.training.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to export. Immutable.
 *
 * @param items how many items, the most useful ones; 0 for all
 * @param filter which items, as a filter expression; null for all
 * @param maxBytes what the file may take; 0 for no limit
 * @param maxNdcgLoss the share of NDCG@10 that coding may cost; 1 or more for any
 * @param fineRanker whether to take the fine ranker along where it fits
 * @param fallBack whether to code the costliest part more finely where the loss is too high, instead of giving up
 * @param number the bundle's, greater than that of any before, below 10^15; 0 for the release's date in seconds since
 *     1970
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
    private static final long MAX_NUMBER = 999_999_999_999_999L;

    /** Checks the numbers. */
    public ExportOptions {
        if (items < 0 || maxBytes < 0 || users < 1) {
            throw new IllegalArgumentException("items " + items + ", max-bytes " + maxBytes + ", users " + users
                    + " (expected: not negative, users >= 1)");
        }
        if (number < 0 || number > MAX_NUMBER) {
            throw new IllegalArgumentException(
                    "number: " + number + " (expected: 1 to " + MAX_NUMBER + ", or 0 for the release's date)");
        }
        if (expires.isNegative() || expires.isZero()) {
            throw new IllegalArgumentException("expires: " + expires.toDays() + " days (expected: at least 1)");
        }
        if (items > 0 && filter != null) {
            throw new IllegalArgumentException("items and filter: both (expected: one of them)");
        }
        if (!(maxNdcgLoss >= 0)) {
            throw new IllegalArgumentException("max-ndcg-loss: " + maxNdcgLoss + " (expected: >= 0)");
        }
    }
}
