package dev.millrace.benchmarks.load;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How a load is sent. Immutable.
 *
 * @param address the server's
 * @param duration how long requests become due, at most ten minutes
 * @param warmUp how long answers are not counted at first
 * @param connections connections at most, kept alive; a request that is due while all are busy waits, and its wait
 *     counts
 * @param patience how long an answer may take from the moment its request was due before it counts as missing
 * @param opened how many connections are there before the first request is due; others are opened when they are needed
 */
public record LoadOptions(
        InetSocketAddress address, Duration duration, Duration warmUp, int connections, Duration patience, int opened) {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Checks the ranges. */
    public LoadOptions {
        check("duration", duration, Duration.ofMillis(1), LONGEST);
        check("warm-up", warmUp, Duration.ZERO, LONGEST);
        check("patience", patience, Duration.ofMillis(1), LONGEST);
        if (connections < 1 || connections > 10_000) {
            throw new IllegalArgumentException("connections: " + connections + " (expected: 1 to 10000)");
        }
        if (opened < 0 || opened > connections) {
            throw new IllegalArgumentException("opened: " + opened + " (expected: 0 to " + connections + ")");
        }
    }

    /** Opens every connection when it is needed. */
    public LoadOptions(
            InetSocketAddress address, Duration duration, Duration warmUp, int connections, Duration patience) {
        this(address, duration, warmUp, connections, patience, 0);
    }

    /** Returns a copy by which all connections are there from the beginning, as those of callers who keep theirs. */
    public LoadOptions allOpened() {
        return new LoadOptions(address, duration, warmUp, connections, patience, connections);
    }

    private static void check(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
