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
    /** Nine of ten requests are to be answered: a refusal is not wrong, but where all are refused nothing was shown. */
    static Claim mostAnswered(long served, long asked) {
        return new Claim(
                "at least 90% of the requests are answered",
                asked > 0 && 10 * served >= 9 * asked, served + " of " + asked);
    }

    /** Returns one line for a person to read. */
    String text() {
        return (holds ? "holds  " : "FAILS  ") + what + ": " + measured;
    }

    JsonObject json() {
        return new JsonObject().put("claim", what).put("holds", holds).put("measured", measured);
    }
}
