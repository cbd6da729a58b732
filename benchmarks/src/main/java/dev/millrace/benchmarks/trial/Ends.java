package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.Observer;
import dev.millrace.benchmarks.load.Verdict;
import dev.millrace.server.admission.Priority;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The ends of the requests of a load, without their bodies. Written by the load's thread; read when it has ended.
 *
 * <p>Numbers in arrays: hundreds of thousands of objects that live as long as the load would be copied by the
 * generator's collector again and again, on the processors the server wants.
 */
final class Ends implements Observer {
    private static final double NANOS_PER_MILLI = 1e6;

    private static final int KINDS = Verdict.values().length;

    private long[] dueNanos = new long[1 << 12];
    private long[] latencyNanos = new long[1 << 12];
    private byte[] kinds = new byte[1 << 12];
    private int size;

    /**
     * What became of a request. Immutable.
     *
     * @param latencyNanos from when it was due
     */
    record End(Priority priority, Verdict verdict, long dueNanos, long latencyNanos) {}

    @Override
    public void ended(Ended ended) {
        add(new End(
                ended.request().terms().priority(),
                ended.verdict(),
                ended.dueNanos(),
                ended.endNanos() - ended.dueNanos()));
    }

    private void add(End end) {
        if (size == kinds.length) {
            dueNanos = Arrays.copyOf(dueNanos, 2 * size);
            latencyNanos = Arrays.copyOf(latencyNanos, 2 * size);
            kinds = Arrays.copyOf(kinds, 2 * size);
        }
        dueNanos[size] = end.dueNanos();
        latencyNanos[size] = end.latencyNanos();
        kinds[size++] = (byte) (end.priority().ordinal() * KINDS + end.verdict().ordinal());
    }

    private End get(int i) {
        return new End(
                Priority.values()[kinds[i] / KINDS], Verdict.values()[kinds[i] % KINDS], dueNanos[i], latencyNanos[i]);
    }

    /** Returns how many are of a kind. */
    long count(Predicate<End> kind) {
        return stream().filter(kind).count();
    }

    /** Returns those that were due from one second after the first to another. */
    Ends between(double fromSeconds, double toSeconds) {
        long begin = stream().mapToLong(End::dueNanos).min().orElse(0);
        Ends some = new Ends();
        stream()
                .filter(end -> end.dueNanos() - begin >= fromSeconds * 1e9 && end.dueNanos() - begin < toSeconds * 1e9)
                .forEach(some::add);
        return some;
    }

    private Stream<End> stream() {
        return IntStream.range(0, size).mapToObj(this::get);
    }

    /** Returns the share of those of a priority that were served, 1 where there were none. */
    double servedShare(Priority priority) {
        long all = count(end -> end.priority() == priority);
        long served = count(end -> end.priority() == priority && end.verdict().served());
        return all == 0 ? 1 : (double) served / all;
    }

    /** Returns the share of those that were served that were degraded, 0 where there were none. */
    double degradedShare() {
        long served = count(end -> end.verdict().served());
        return served == 0 ? 0 : (double) count(end -> end.verdict() == Verdict.DEGRADED) / served;
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
     * Returns how many windows there are in which a critical request was refused though a sheddable one, due in the
     * same window, was served. Windows follow each other from the first due request on.
     */
    long unfairWindows(long windowNanos) {
        long begin = stream().mapToLong(End::dueNanos).min().orElse(0);
        Set<Long> refused = new HashSet<>();
        Set<Long> served = new HashSet<>();
        for (int i = 0; i < size; i++) {
            End end = get(i);
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
        return size;
    }
}
