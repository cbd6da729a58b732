package dev.millrace.benchmarks.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/** What is counted while a load runs. One thread at a time; safe to share once the load has ended. */
final class Tally {
    private static final int MOST_PROBLEMS = 5;

    /**
     * From the moment a request was due to its answer, or to the moment it was given up; nanoseconds. An answer that is
     * none, or a connection that breaks, can come soon: these are counted, not timed.
     */
    final Histogram latency = new Histogram(3);
    /** From the moment a request was sent to its answer; nanoseconds. What a closed loop would call latency. */
    final Histogram service = new Histogram(3);
    /** From the moment a request was due to its refusal; nanoseconds. */
    final Histogram refusal = new Histogram(3);

    private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private final Map<Planned.Kind, Long> kinds = new EnumMap<>(Planned.Kind.class);
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private final Map<String, Histogram> stages = new LinkedHashMap<>();
    private final Set<String> releases = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * Counts a request.
     *
     * @param status of its answer, 0 for none
     * @param sinceDue nanoseconds since it was due
     * @param sinceSent nanoseconds since it was sent, negative when it never was
     */
    void count(Planned request, Verdict verdict, int status, long sinceDue, long sinceSent) {
        verdicts.merge(verdict, 1L, Long::sum);
        kinds.merge(request.kind(), 1L, Long::sum);
        if (status != 0) {
            statuses.merge(status, 1L, Long::sum);
        }
        if (verdict == Verdict.REFUSED) {
            refusal.recordValue(Math.max(0, sinceDue));
        } else if (verdict.served() || verdict == Verdict.MISSING) {
            latency.recordValue(Math.max(0, sinceDue));
            if (sinceSent >= 0) {
                service.recordValue(sinceSent);
            }
        }
    }

    /** Returns the times of a stage, microseconds. */
    Histogram stage(String name) {
        return stages.computeIfAbsent(name, unseen -> new Histogram(3));
    }

    void release(String version) {
        releases.add(version);
    }

    /** Keeps the first few. */
    void problem(String text) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(text);
        }
    }

    long of(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0L);
    }

    /** Returns the requests of all verdicts. */
    long total() {
        return verdicts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the requests that were answered with recommendations. */
    long served() {
        return of(Verdict.FULL) + of(Verdict.DEGRADED);
    }

    Map<Planned.Kind, Long> kinds() {
        return kinds;
    }

    Map<Integer, Long> statuses() {
        return statuses;
    }

    Map<String, Histogram> stages() {
        return stages;
    }

    Set<String> releases() {
        return releases;
    }

    List<String> problems() {
        return problems;
    }
}
