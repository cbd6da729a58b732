package dev.millrace.training.factors;

/**
 * Which attributes each item has, such as a category or a word of the title, as compressed rows. Immutable and
 * thread-safe as long as nobody changes the arrays; they are not copied.
 */
public final class ItemAttributes {
    private final int attributes;
    private final int[] starts;
    private final int[] attributeOf;

    /**
     * Creates attributes.
     *
     * @param attributes number of attributes; ordinals are below it
     * @param starts [items + 1]: those of item i are {@code attributeOf[starts[i] .. starts[i + 1])}
     * @param attributeOf attribute ordinals
     */
    public ItemAttributes(int attributes, int[] starts, int[] attributeOf) {
        if (starts.length == 0 || starts[starts.length - 1] != attributeOf.length) {
            throw new IllegalArgumentException("starts: do not end at " + attributeOf.length);
        }
        for (int attribute : attributeOf) {
            if (attribute < 0 || attribute >= attributes) {
                throw new IllegalArgumentException(
                        "attribute: " + attribute + " (expected: 0 to " + (attributes - 1) + ")");
            }
        }
        this.attributes = attributes;
        this.starts = starts;
        this.attributeOf = attributeOf;
    }

    /** Returns the number of items. */
    public int items() {
        return starts.length - 1;
    }

    /** Returns the number of attributes. */
    public int attributes() {
        return attributes;
    }

    int start(int item) {
        return starts[item];
    }

    int attribute(int entry) {
        return attributeOf[entry];
    }
}
