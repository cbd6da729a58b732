package dev.millrace.cascade.feature;

/**
 * A kind of event, such as view or purchase. Immutable.
 *
 * @param name the name in data files and requests
 * @param weight how much one event of this kind says about taste, &gt; 0; 1 is ordinary
 */
public record EventType(String name, float weight) {
    /** Checks the name and the weight. */
    public EventType {
        if (name.isEmpty() || name.length() > 64) {
            throw new IllegalArgumentException("event type: '" + name + "' (expected: 1 to 64 characters)");
        }
        if (!(weight > 0) || Float.isInfinite(weight)) {
            throw new IllegalArgumentException("weight of event type " + name + ": " + weight + " (expected: > 0)");
        }
    }
}
