package dev.millrace.server.swap;

import dev.millrace.cascade.release.Pace;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A pace that leaves the processors to the requests for longer than it uses one: after every few milliseconds of work
 * it rests for twice as long, and longer where the work had to wait for a processor itself. Used by one thread at a
 * time.
 */
final class Rests implements Pace {
    /** Shorter than a request takes, long enough that waking up costs little beside it. */
    private static final long TURN_NANOS = 2_000_000;

    private static final int REST = 2;

    /** However long a step was held up, by a disk or by a machine that stood still. */
    private static final long LONGEST_NANOS = 1_000_000_000;

    private final LongSupplier ticker;
    private final LongConsumer pause;
    private final BooleanSupplier hurried;
    private long begin;

    /**
     * Begins the first turn.
     *
     * @param ticker nanoseconds
     * @param pause waits so many nanoseconds
     * @param hurried whether somebody waits for the end of the work
     */
    Rests(LongSupplier ticker, LongConsumer pause, BooleanSupplier hurried) {
        this.ticker = ticker;
        this.pause = pause;
        this.hurried = hurried;
        this.begin = ticker.getAsLong();
    }

    @Override
    public void step() {
        long worked = ticker.getAsLong() - begin;
        if (worked >= TURN_NANOS && !hurried.getAsBoolean()) {
            pause.accept(Math.min(REST * worked, LONGEST_NANOS));
            begin = ticker.getAsLong();
        }
    }
}
