package dev.millrace.edge.sync;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's refusal of a batch as a whole, of which one event may be the cause. Immutable.
 *
 * @param place of the event it names, or -1 where it names none
 * @param anyEvent whether it would refuse every event for the same reason
 * @param reason for a log
 */
record Refusal(int place, boolean anyEvent, String reason) {
    private static final Pattern EVENT = Pattern.compile("/events/([0-9]{1,4})(/[a-zA-Z]+)?");
    private static final int LONGEST_REASON = 500;

    /**
     * Reads a refusal: a problem document (RFC 9457) with a pointer into the batch, or anything else.
     *
     * @param events in the batch
     */
    static Refusal read(int status, String body, int events) {
        JsonObject problem = problem(body);
        String detail = problem.has("detail") ? ": " + problem.string("detail") : "";
        String reason = "the server answered " + status + detail;
        if (reason.length() > LONGEST_REASON) {
            reason = reason.substring(0, LONGEST_REASON);
        }
        Matcher pointer = EVENT.matcher(problem.has("pointer") ? problem.string("pointer") : "");
        if (!pointer.matches() || Integer.parseInt(pointer.group(1)) >= events) {
            return new Refusal(-1, false, reason);
        }
        return new Refusal(Integer.parseInt(pointer.group(1)), "/userId".equals(pointer.group(2)), reason);
    }

    private static JsonObject problem(String body) {
        JsonObject read = new JsonObject();
        try {
            JsonObject all = JsonReader.parse(body);
            for (String member : new String[] {"detail", "pointer"}) {
                if (all.has(member)) {
                    read.put(member, all.string(member));
                }
            }
        } catch (JsonException e) {
            // Some other server's page: it says nothing that helps.
        }
        return read;
    }
}
