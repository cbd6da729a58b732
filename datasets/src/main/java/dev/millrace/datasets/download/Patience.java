package dev.millrace.datasets.download;

import java.time.Duration;

/**
 * How long a download bears with a bad connection. Immutable.
 *
 * @param attempts how often in a row it may fail without one new byte
 * @param firstPause before the second attempt; doubled each time, at most a minute
 * @param silence how long the server may send nothing
 */
public record Patience(int attempts, Duration firstPause, Duration silence) {
    /** Six attempts over about half a minute, thirty seconds of silence. */
    public static final Patience DEFAULT = new Patience(6, Duration.ofSeconds(1), Duration.ofSeconds(30));

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Returns how long to wait after so many failures in a row, from 1. */
    Duration pause(int failures) {
        Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 16));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
