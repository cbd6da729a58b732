package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.Observer;
import dev.millrace.benchmarks.load.Verdict;
import dev.millrace.server.admission.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The ends of the requests of a load, without their bodies. Written by the load's thread; read when it has ended. */
final class Ends implements Observer {
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<End> ends = new ArrayList<>();

    /**
     * What became of a request. Immutable.
     *
     * @param latencyNanos from when it was due
     */
    record End(Priority priority, Verdict verdict, long dueNanos, long latencyNanos) {}

    @Override
    public void ended(Ended ended) {
        ends.add(new End(
                ended.request().terms().priority(),
                ended.verdict(),
                ended.dueNanos(),
                ended.endNanos() - ended.dueNanos()));
    }

    /** Returns how many are of a kind. */
    long count(Predicate<End> kind) {
        return ends.stream().filter(kind).count();
    }

    /** Returns those that were due from one second after the first to another. */
    Ends between(double fromSeconds, double toSeconds) {
        long begin = ends.stream().mapToLong(End::dueNanos).min().orElse(0);
        Ends some = new Ends();
        stream()
                .filter(end -> end.dueNanos() - begin >= fromSeconds * 1e9 && end.dueNanos() - begin < toSeconds * 1e9)
                .forEach(some.ends::add);
        return some;
    }

    private Stream<End> stream() {
        return ends.stream();
    }

    /** Returns the share of those of a priority that were served, 1 where there were none. */
    double servedShare(Priority priority) {
        long all = count(end -> end.priority() == priority);
        long served = count(end -> end.priority() == priority && end.verdict().served());
        return all == 0 ? 1 : (double) served / all;
    }

    /** Returns a percentile of the latencies of those that were served, in milliseconds; NaN where there were none. */
    double servedMillis(double percentile) {
        List<Long> nanos = stream()
                .filter(end -> end.verdict().served())
                .map(End::latencyNanos)
                .sorted(Comparator.naturalOrder())
                .toList();
        if (nanos.isEmpty()) {
            return Double.NaN;
        }
        int at = (int) Math.ceil(percentile / 100 * nanos.size()) - 1;
        return nanos.get(Math.max(0, at)) / NANOS_PER_MILLI;
    }

    /**
     * Returns how many windows there are in which a critical request was refused though a sheddable one, due in the same
     * window, was served. Windows follow each other from the first due request on.
     */
    long unfairWindows(long windowNanos) {
        long begin = ends.stream().mapToLong(End::dueNanos).min().orElse(0);
        Set<Long> refused = new HashSet<>();
        Set<Long> served = new HashSet<>();
        for (End end : ends) {
            long window = (end.dueNanos() - begin) / windowNanos;
            if (end.priority() == Priority.CRITICAL && end.verdict() == Verdict.REFUSED) {
                refused.add(window);
            } else if (end.priority() == Priority.SHEDDABLE && end.verdict().served()) {
                served.add(window);
            }
        }
        refused.retainAll(served);
        return refused.size();
    }

    int size() {
        return ends.size();
    }
}
