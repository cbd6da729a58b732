package dev.millrace.server.swap;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.InvalidRequestException;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.release.Pace;
import dev.millrace.server.config.ReleaseConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges a release before it goes live, by answers to recent requests. Used by one thread.
 *
 * <p>Nobody waits for these answers, so a stage that fails throws. A first round over all requests warms the release
 * up; the second, with each request asked of both releases, each of them first by turns, is what is judged.
 */
final class Canary {
    private static final double MOST_REFUSED = 0.2;
    private static final double MOST_FLAT = 0.5;
    private static final double NANOS_PER_MILLI = 1e6;
    /** A median this much longer is within what a machine varies by. */
    private static final long SLACK_NANOS = 2_000_000;

    private final ReleaseConfig config;
    private final LongSupplier ticker;
    private final Pace pace;

    /** Creates it; the pace is told of every request that was asked. */
    Canary(ReleaseConfig config, LongSupplier ticker, Pace pace) {
        this.config = config;
        this.ticker = ticker;
        this.pace = pace;
    }

    /** A request's answers by both releases, and how long each took. */
    private record Answers(
            @Nullable Response candidate,
            long nanos,
            @Nullable Response live,
            long liveNanos) {}

    /** What was found. */
    private static final class Findings {
        private final List<Long> nanos = new ArrayList<>();
        private final List<Long> liveNanos = new ArrayList<>();
        private int asked;
        private int notUnderstood;
        private int narrowed;
        private int flat;
        private double agreement;
        private int compared;
    }

    /**
     * Returns why the release must not go live, or null when it may.
     *
     * @param candidate the release to be judged
     * @param live the one it would replace
     * @param recent requests that {@code live} has answered; where there are none, made-up ones stand in
     */
    @Nullable
    String objection(Cascade candidate, Cascade live, List<Request> recent) {
        List<Request> requests = recent.isEmpty() ? Probes.of(candidate.catalog()) : recent;
        try {
            for (Request request : requests) {
                ask(candidate, request);
                pace.step();
            }
            Findings findings = new Findings();
            for (Request request : requests) {
                String objection = compare(candidate, live, request, findings);
                if (objection != null) {
                    return objection;
                }
            }
            return judge(findings);
        } catch (RuntimeException e) {
            return "an answer failed: " + e;
        }
    }

    /** Returns the answer, or null where the release does not understand the request. */
    private static @Nullable Response ask(Cascade cascade, Request request) {
        try {
            return cascade.recommend(request, Deadline.none());
        } catch (InvalidRequestException e) {
            return null;
        }
    }

    /**
     * Returns the answer of the release to be replaced, or null where it does not understand the request, fails, or
     * answers without a stage: its faults are no reason to keep it.
     */
    private static @Nullable Response askLive(Cascade live, Request request) {
        try {
            Response answer = ask(live, request);
            return answer == null || answer.coverage().degraded() ? null : answer;
        } catch (IllegalStateException e) {
            return null;
        }
    }

    /** Asks both; the one asked first bears what a rest before it costs, so neither is it always. */
    private Answers askBoth(Cascade candidate, Cascade live, Request request, boolean liveFirst) {
        long begin = ticker.getAsLong();
        Response first = liveFirst ? askLive(live, request) : ask(candidate, request);
        long between = ticker.getAsLong();
        Response second = liveFirst ? ask(candidate, request) : askLive(live, request);
        long end = ticker.getAsLong();
        return liveFirst
                ? new Answers(second, end - between, first, between - begin)
                : new Answers(first, between - begin, second, end - between);
    }

    private @Nullable String compare(Cascade candidate, Cascade live, Request request, Findings findings) {
        Answers answers = askBoth(candidate, live, request, findings.nanos.size() % 2 == 1);
        Response answer = answers.candidate();
        Response other = answers.live();
        pace.step();
        findings.asked++;
        if (answer == null) {
            findings.notUnderstood += other == null ? 0 : 1;
            return null;
        }
        if (answer.coverage().degraded()) {
            return "an answer was degraded: "
                    + String.join("; ", answer.coverage().reasons());
        }
        for (Response.Item item : answer.items()) {
            if (!Float.isFinite(item.score())) {
                return "item " + item.itemId() + " has the score " + item.score();
            }
        }
        if (answer.items().isEmpty() && other != null && !other.items().isEmpty()) {
            if (!narrowed(candidate, request)) {
                return "an answer was empty that the live release fills";
            }
            findings.narrowed++;
            return null;
        }
        findings.flat += flat(answer.items()) ? 1 : 0;
        if (other != null) {
            findings.nanos.add(answers.nanos());
            findings.liveNanos.add(answers.liveNanos());
        }
        if (other != null && chosenForTheUser(other)) {
            findings.compared++;
            findings.agreement += agreement(answer, other);
        }
        return null;
    }

    /** Returns whether it is the request's own items or filter that leave nothing of the candidate. */
    private static boolean narrowed(Cascade candidate, Request request) {
        Request wide = new Request(
                request.userId(),
                request.history(),
                request.numResults(),
                null,
                request.exclude(),
                request.context(),
                request.diversity(),
                request.explain(),
                null,
                request.requestId());
        Response answer = ask(candidate, wide);
        return answer != null && !answer.items().isEmpty();
    }

    private static boolean flat(List<Response.Item> items) {
        return items.size() > 1
                && items.stream()
                                .map(item -> item.scoredBy() + item.score())
                                .distinct()
                                .count()
                        == 1;
    }

    /**
     * Returns whether the answer could have been another one: items that the caller names, a filter that lets no more
     * through than are asked for, and a user of whom nothing is known get the same from any release of the catalogue.
     */
    private static boolean chosenForTheUser(Response answer) {
        Response.Stage retrieve = answer.coverage().stages().get(0);
        return !answer.items().isEmpty()
                && retrieve.out() > answer.items().size()
                && !retrieve.strategy().isEmpty()
                && !retrieve.strategy().equals("none");
    }

    /** The share of the shorter answer that is in the other one too. */
    private static double agreement(Response one, Response other) {
        Set<String> items = new HashSet<>();
        one.items().forEach(item -> items.add(item.itemId()));
        long common = other.items().stream()
                .filter(item -> items.contains(item.itemId()))
                .count();
        return (double) common / Math.min(one.items().size(), other.items().size());
    }

    private @Nullable String judge(Findings findings) {
        if (findings.notUnderstood > MOST_REFUSED * findings.asked) {
            return findings.notUnderstood + " of " + findings.asked + " recent requests are not understood";
        }
        if (findings.narrowed > MOST_REFUSED * findings.asked) {
            return findings.narrowed + " of " + findings.asked
                    + " recent requests find nothing by their own items or filter that the live release finds";
        }
        if (findings.flat > MOST_FLAT * findings.asked) {
            return findings.flat + " of " + findings.asked + " answers give every item the same score";
        }
        long nanos = median(findings.nanos);
        long most = (long) (config.maxLatencyRatio() * median(findings.liveNanos)) + SLACK_NANOS;
        if (nanos > most && !findings.liveNanos.isEmpty()) {
            return String.format(
                    Locale.ROOT,
                    "an answer takes %.2f ms (expected: at most %.2f)",
                    nanos / NANOS_PER_MILLI,
                    most / NANOS_PER_MILLI);
        }
        double agreement = findings.compared == 0 ? 1 : findings.agreement / findings.compared;
        if (agreement < config.minAgreement()) {
            return String.format(
                    Locale.ROOT,
                    "answers share %.3f of their items with the live release's (expected: at least %.3f)",
                    agreement,
                    config.minAgreement());
        }
        return null;
    }

    /** The median of as many as were asked first as second: the last one is left out where there is one too many. */
    private static long median(List<Long> nanos) {
        List<Long> paired = nanos.subList(0, nanos.size() == 1 ? 1 : nanos.size() / 2 * 2);
        if (paired.isEmpty()) {
            return 0;
        }
        List<Long> sorted = paired.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
