package dev.millrace.cascade.policy;

import dev.millrace.cascade.Request.Diversity;
import java.util.List;

/**
 * What {@code policy.json} says. Immutable.
 *
 * @param excludesSeen whether items of the user's history are left out where the request does not say
 * @param diversity the method and strength where the request does not say; never {@code POLICY}
 * @param rules in the order they are declared
 */
public record Rules(boolean excludesSeen, Diversity diversity, List<Rule> rules) {
    /** Seen items are left out, nothing else is done. */
    public static final Rules DEFAULT = new Rules(true, Diversity.NONE, List.of());

    /** Copies the list and checks that the default is one. */
    public Rules {
        rules = List.copyOf(rules);
        if (diversity.method() == Diversity.Method.POLICY) {
            throw new IllegalArgumentException("diversity: POLICY (expected: a method)");
        }
    }
}
