package dev.millrace.benchmarks.trial;

import dev.millrace.cascade.json.JsonObject;

/**
 * Something that is to be so, and whether it was. Immutable.
 *
 * @param what is claimed, with its limit
 * @param holds whether it was so
 * @param measured what was seen
 */
public record Claim(String what, boolean holds, String measured) {
    /** Returns one line for a person to read. */
    String text() {
        return (holds ? "holds  " : "FAILS  ") + what + ": " + measured;
    }

    JsonObject json() {
        return new JsonObject().put("claim", what).put("holds", holds).put("measured", measured);
    }
}
