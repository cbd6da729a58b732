package dev.millrace.benchmarks.load;

import java.util.SplittableRandom;

/** When requests are due. Immutable. */
public sealed interface Pace {
    /**
     * So many requests a second, whatever becomes of them.
     *
     * @param perSecond requests a second, &gt; 0
     * @param random whether they arrive at random (a Poisson process, as from many independent users) or evenly
     * @param seed of the random arrivals
     */
    record Open(double perSecond, boolean random, long seed) implements Pace {
        /** Checks the rate. */
        public Open {
            if (!(perSecond > 0) || perSecond > 1e6) {
                throw new IllegalArgumentException("rate: " + perSecond + " (expected: > 0, at most 1000000 a second)");
            }
        }

        /** Returns the moments at which requests are due, one after the other. */
        Arrivals arrivals() {
            return new Arrivals(this);
        }
    }

    /**
     * So many requests under way at any time, the next sent as soon as one is answered: what finds a capacity.
     * Latencies of a closed loop say nothing about the waiting of independent users.
     *
     * @param inFlight requests under way, &gt; 0
     */
    record Closed(int inFlight) implements Pace {
        /** Checks the number. */
        public Closed {
            if (inFlight < 1 || inFlight > 10_000) {
                throw new IllegalArgumentException("in flight: " + inFlight + " (expected: 1 to 10000)");
            }
        }
    }

    /** The due times of an open loop. One thread at a time. */
    final class Arrivals {
        private final double meanNanos;
        private final boolean random;
        private final SplittableRandom source;
        private double due;

        private Arrivals(Open pace) {
            this.meanNanos = 1e9 / pace.perSecond();
            this.random = pace.random();
            this.source = new SplittableRandom(pace.seed());
        }

        /** Returns when the next request is due, in nanoseconds since the start; never less than the time before. */
        long next() {
            due += random ? -Math.log(1 - source.nextDouble()) * meanNanos : meanNanos;
            return (long) due;
        }
    }
}
