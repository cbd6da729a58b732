package dev.millrace.training.edge;

import dev.millrace.cascade.feature.History;
import java.math.BigInteger;
import java.util.function.IntToLongFunction;

/**
 * Points in time as whole steps after the first: code 0 is "no time", {@code base} is 1. Immutable.
 *
 * @param base the earliest, milliseconds since 1970-01-01T00:00Z
 * @param step milliseconds, &gt; 0
 * @param width bytes of a code, 0 when there is no time at all
 */
record Steps(long base, long step, int width) {
    /** Returns the largest step that gives every time back. */
    static Steps exact(int count, IntToLongFunction times) {
        return of(count, times, 0);
    }

    /** Returns steps that fit {@code width} bytes, as small as they can be. */
    static Steps within(int count, IntToLongFunction times, int width) {
        Steps exact = exact(count, times);
        return exact.width <= width ? exact : of(count, times, width);
    }

    private static Steps of(int count, IntToLongFunction times, int width) {
        long base = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            long time = times.applyAsLong(i);
            if (time != History.NO_TIME) {
                base = Math.min(base, time);
                last = Math.max(last, time);
            }
        }
        if (base > last) {
            return new Steps(0, 1, 0);
        }
        long span = Math.subtractExact(last, base);
        if (width > 0) {
            long codes = (1L << (8 * width)) - 2;
            return new Steps(base, Math.max(1, (span + codes - 1) / codes), width);
        }
        long step = 0;
        for (int i = 0; i < count && step != 1; i++) {
            long time = times.applyAsLong(i);
            if (time != History.NO_TIME) {
                step = BigInteger.valueOf(step)
                        .gcd(BigInteger.valueOf(time - base))
                        .longValueExact();
            }
        }
        step = Math.max(1, step);
        return new Steps(base, step, PartWriter.bytesFor(span / step + 1));
    }

    /** Returns the code of a time: that of the step it lies in. */
    long code(long time) {
        return (time - base) / step + 1;
    }
}
