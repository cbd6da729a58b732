package dev.millrace.benchmarks.load;

import java.util.HashSet;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * Judges answers by looking at their text, which is cheaper than parsing it: enough to notice an answer that is cut
 * off, empty without a reason, longer than asked for, or lists an item twice. Adds the stage times it finds to a tally.
 * One thread at a time.
 */
final class AnswerCheck {
    private final Tally tally;
    private final Set<String> seen = new HashSet<>();

    AnswerCheck(Tally tally) {
        this.tally = tally;
    }

    /**
     * Judges an answer that is there in full.
     *
     * @param counted whether its stage times count
     */
    Verdict judge(Planned request, Answer answer, boolean counted) {
        String body = answer.body();
        if (answer.status() == 503) {
            return answer.retryAfter() ? Verdict.REFUSED : invalid("503 without Retry-After", body);
        }
        if (answer.status() != request.status()) {
            return invalid("status " + answer.status(), body);
        }
        if (request.kind() == Planned.Kind.OTHER) {
            return Verdict.FULL;
        }
        if (!body.startsWith("{\"recommendationId\":\"") || !body.endsWith("}")) {
            return invalid("no recommendation", body);
        }
        int items = body.indexOf("\"items\":[");
        int coverage = body.lastIndexOf("\"coverage\":{");
        if (items < 0 || coverage < items) {
            return invalid("no items or no coverage", body);
        }
        int count = different(body, items, coverage);
        if (count < 0) {
            return invalid("an item twice", body);
        }
        boolean unexplained = body.indexOf("\"reasons\":[]", coverage) >= 0;
        boolean degraded = body.indexOf("\"degraded\":true", coverage) >= 0;
        if (count > request.results() || (unexplained && (count < request.results() || degraded))) {
            return invalid(count + " items of " + request.results() + ", degraded " + degraded + ", no reason", body);
        }
        if (counted) {
            tally.release(text(body, "\"release\":\"", '"', 0));
            stages(body, coverage);
        }
        return degraded ? Verdict.DEGRADED : Verdict.FULL;
    }

    private Verdict invalid(String why, String body) {
        tally.problem(why + ": " + body.substring(0, Math.min(200, body.length())));
        return Verdict.INVALID;
    }

    /** Returns how many items there are, or -1 when one is there twice. */
    private int different(String body, int from, int to) {
        seen.clear();
        int count = 0;
        String mark = "{\"itemId\":\"";
        for (int at = body.indexOf(mark, from); at >= 0 && at < to; at = body.indexOf(mark, at + 1)) {
            count++;
            seen.add(text(body, mark, '"', at));
        }
        return seen.size() == count ? count : -1;
    }

    private void stages(String body, int from) {
        String mark = "{\"name\":\"";
        int at = body.indexOf("\"stages\":[", from);
        for (at = body.indexOf(mark, at); at >= 0; at = body.indexOf(mark, at + 1)) {
            String name = text(body, mark, '"', at);
            int millis = body.indexOf("\"ms\":", at);
            int end = millis + 5;
            while (end < body.length() && "0123456789.eE-".indexOf(body.charAt(end)) >= 0) {
                end++;
            }
            if (millis >= 0 && end > millis + 5) {
                double value = Double.parseDouble(body.substring(millis + 5, end));
                Histogram times = tally.stage(name);
                times.recordValue(Math.max(0, (long) (value * 1000)));
            }
        }
    }

    private static String text(String body, String mark, char end, int from) {
        int begin = body.indexOf(mark, from);
        int close = begin < 0 ? -1 : body.indexOf(end, begin + mark.length());
        return close < 0 ? "" : body.substring(begin + mark.length(), close);
    }
}
