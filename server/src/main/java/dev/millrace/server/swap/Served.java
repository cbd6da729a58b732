package dev.millrace.server.swap;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.release.Manifest;
import java.util.List;

/**
 * The one release a request is answered from, start to end. Immutable and thread-safe; whoever opened the cascade
 * closes it.
 *
 * @param cascade answers requests
 * @param manifest describes the release
 * @param similar finds items like another
 */
public record Served(Cascade cascade, Manifest manifest, SimilarItemSearch similar) {
    /** Finds items like another. Implementations are thread-safe. */
    public interface SimilarItemSearch {
        /**
         * Returns at most {@code count} other items, most similar first.
         *
         * @param item the ordinal of the item
         */
        List<SimilarItem> similar(int item, int count);
    }

    /**
     * One similar item. Immutable.
     *
     * @param item its ordinal
     * @param score how similar; comparable among items of the same basis
     * @param basis {@code list}: the release lists it as similar; {@code vector}: their vectors point the same way
     */
    public record SimilarItem(int item, float score, String basis) {}
}
