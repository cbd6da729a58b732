package dev.millrace.retrieval;

/**
 * An item like another. Immutable.
 *
 * @param ordinal the item
 * @param score comparable within one origin only
 * @param origin where it was found
 */
public record SimilarItem(int ordinal, float score, Origin origin) {
    /** Where a similar item was found. */
    public enum Origin {
        /** In the other's similar list; the score is the list's weight. */
        LIST,
        /** Near the other's vector; the score is the cosine. */
        VECTOR
    }
}
