package dev.millrace.training.sequence;

/**
 * The sizes of a sequence network.
 *
 * @param itemCount catalogue size
 * @param attributeCount number of distinct item attributes, 0 for none
 * @param typeCount number of event types, at least 1
 * @param timed whether events carry times; otherwise the gap embeddings stay zero
 * @param dimension width of item embeddings and hidden states
 * @param layers number of self-attention blocks
 * @param heads attention heads; divides {@code dimension}
 * @param feedForward inner width of the feed-forward part
 * @param maxLength longest history
 */
public record NetworkShape(
        int itemCount,
        int attributeCount,
        int typeCount,
        boolean timed,
        int dimension,
        int layers,
        int heads,
        int feedForward,
        int maxLength) {

    /** Checks the sizes. */
    public NetworkShape {
        if (itemCount < 1 || typeCount < 1 || dimension < 1 || layers < 1 || feedForward < 1 || maxLength < 1) {
            throw new IllegalArgumentException("network: items " + itemCount + ", types " + typeCount + ", dimension "
                    + dimension + ", layers " + layers + ", feed-forward " + feedForward + ", length " + maxLength
                    + " (expected: all > 0)");
        }
        if (heads < 1 || dimension % heads != 0) {
            throw new IllegalArgumentException("heads: " + heads + " (expected: a divisor of " + dimension + ")");
        }
    }
}
