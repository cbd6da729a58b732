package dev.millrace.benchmarks.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What a load showed. Immutable once the load has ended; thread-safe then.
 *
 * @param pace when requests were due
 * @param options how they were sent
 * @param tally what became of those that were due after the warm-up
 * @param hiccups by how many nanoseconds sleeps of a millisecond were too long, in this process, meanwhile
 * @param pauses the longer of these, one by one
 * @param measured how long requests were counted, from the end of the warm-up to the last answer
 * @param ownTime processor time of the generator, meanwhile
 * @param serverTime processor time of the server, meanwhile, where that can be told
 */
public record LoadResult(
        Pace pace,
        LoadOptions options,
        Tally tally,
        Histogram hiccups,
        Pauses pauses,
        Duration measured,
        Duration ownTime,
        Optional<Duration> serverTime) {
    /** Returns the requests a second that were answered with recommendations, over the time in which they were due. */
    public double servedPerSecond() {
        return tally.served() / seconds(pace instanceof Pace.Open ? options.duration() : measured);
    }

    /** Returns the requests a second that were due. */
    public double offeredPerSecond() {
        return tally.total() / seconds(pace instanceof Pace.Open ? options.duration() : measured);
    }

    /** Returns how many requests met with one of these ends. */
    public long count(Verdict... verdicts) {
        return Arrays.stream(verdicts).mapToLong(tally::of).sum();
    }

    /** Returns a percentile of the latencies, taken from when requests were due, in milliseconds. */
    public double latencyMillis(double percentile) {
        return tally.latency.getValueAtPercentile(percentile) / 1e6;
    }

    /** Returns how many requests were due. */
    public long due() {
        return tally.total();
    }

    /** Returns what was wrong with the first few answers that were. */
    public List<String> problems() {
        return List.copyOf(tally.problems());
    }

    /** Returns the processor time of the server for each request that was due, in milliseconds. */
    public Optional<Double> serverMillisPerRequest() {
        return serverTime.map(time -> time.toNanos() / 1e6 / Math.max(1, tally.total()));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
