package dev.millrace.benchmarks.load;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What requests are made of, in percent. Immutable.
 *
 * @param known of users with stored events
 * @param history of people whose history is in the request, unknown to the server
 * @param cold of people nothing is known of; the three make 100
 * @param filter of all of them, with a filter
 */
public record MixShares(int known, int history, int cold, int filter) {
    /** Mostly known users, a third of the requests filtered. */
    public static final MixShares DEFAULT = new MixShares(60, 25, 15, 30);

    private static final Set<String> PARTS = Set.of("known", "history", "cold", "filter");

    /** Checks the sum. */
    public MixShares {
        if (known < 0 || history < 0 || cold < 0 || known + history + cold != 100) {
            throw new IllegalArgumentException("mix: known=" + known + ",history=" + history + ",cold=" + cold
                    + " (expected: parts that make 100)");
        }
        if (filter < 0 || filter > 100) {
            throw new IllegalArgumentException("mix: filter=" + filter + " (expected: 0 to 100)");
        }
    }

    /**
     * Reads {@code known=60,history=25,cold=15,filter=30}; a part that is not named is 0.
     *
     * @throws IllegalArgumentException naming the part that does not fit
     */
    public static MixShares parse(String text) {
        Map<String, Integer> parts = new HashMap<>();
        for (String part : text.split(",", -1)) {
            String[] pair = part.split("=", -1);
            if (pair.length != 2 || !PARTS.contains(pair[0]) || !pair[1].matches("[0-9]{1,3}")) {
                throw new IllegalArgumentException(
                        "mix: '" + part + "' (expected: known=N, history=N, cold=N or filter=N, in percent)");
            }
            parts.put(pair[0], Integer.parseInt(pair[1]));
        }
        return new MixShares(
                parts.getOrDefault("known", 0),
                parts.getOrDefault("history", 0),
                parts.getOrDefault("cold", 0),
                parts.getOrDefault("filter", 0));
    }
}
