package dev.millrace.edge;

import dev.millrace.cascade.Cascade;
import dev.millrace.edge.store.StoreLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * How a recommender is opened. Immutable, but for the clocks; each {@code with} method returns a copy.
 *
 * @param storeFile where the user's events are kept, or null to keep them in memory alone
 * @param storeKey an AES key that encrypts the store, or null
 * @param storeLimits how much the store keeps
 * @param engine what runs the models
 * @param widths how many candidates each stage hands on
 * @param deadline the time a list may take; stages are narrowed to keep it
 * @param minimumBundle the least bundle number that is accepted: the newest the app ever had
 * @param clockMillis milliseconds since 1970-01-01T00:00Z, for events and expiry
 * @param tickerNanos nanoseconds, for deadlines and timings
 */
public record EdgeOptions(
        @Nullable Path storeFile,
        @Nullable SecretKey storeKey,
        StoreLimits storeLimits,
        Engine engine,
        Cascade.Widths widths,
        Duration deadline,
        long minimumBundle,
        LongSupplier clockMillis,
        LongSupplier tickerNanos) {
    /** In memory, any engine, the widths of the server, a second for a list. */
    public static final EdgeOptions DEFAULT = new EdgeOptions(
            null,
            null,
            StoreLimits.DEFAULT,
            Engine.AUTO,
            Cascade.Widths.DEFAULT,
            Duration.ofSeconds(1),
            0,
            new LongSupplier() {
                @Override
                public long getAsLong() {
                    return System.currentTimeMillis();
                }
            },
            new LongSupplier() {
                @Override
                public long getAsLong() {
                    return System.nanoTime();
                }
            });

    /** Checks the deadline. */
    public EdgeOptions {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: > 0)");
        }
    }

    /** Returns a copy that keeps the user's events in a file. */
    public EdgeOptions withStore(Path file) {
        return new EdgeOptions(
                file, storeKey, storeLimits, engine, widths, deadline, minimumBundle, clockMillis, tickerNanos);
    }

    /** Returns a copy that encrypts the store with an AES key. */
    public EdgeOptions withStoreKey(SecretKey key) {
        return new EdgeOptions(
                storeFile, key, storeLimits, engine, widths, deadline, minimumBundle, clockMillis, tickerNanos);
    }

    /** Returns a copy that keeps more or fewer events. */
    public EdgeOptions withStoreLimits(StoreLimits limits) {
        return new EdgeOptions(
                storeFile, storeKey, limits, engine, widths, deadline, minimumBundle, clockMillis, tickerNanos);
    }

    /** Returns a copy with another engine. */
    public EdgeOptions withEngine(Engine newEngine) {
        return new EdgeOptions(
                storeFile, storeKey, storeLimits, newEngine, widths, deadline, minimumBundle, clockMillis, tickerNanos);
    }

    /** Returns a copy with other widths. */
    public EdgeOptions withWidths(Cascade.Widths newWidths) {
        return new EdgeOptions(
                storeFile, storeKey, storeLimits, engine, newWidths, deadline, minimumBundle, clockMillis, tickerNanos);
    }

    /** Returns a copy with another deadline. */
    public EdgeOptions withDeadline(Duration newDeadline) {
        return new EdgeOptions(
                storeFile, storeKey, storeLimits, engine, widths, newDeadline, minimumBundle, clockMillis, tickerNanos);
    }

    /** Returns a copy that refuses older bundles than that. */
    public EdgeOptions withMinimumBundle(long number) {
        return new EdgeOptions(
                storeFile, storeKey, storeLimits, engine, widths, deadline, number, clockMillis, tickerNanos);
    }

    /** Returns a copy with other clocks. */
    public EdgeOptions withClocks(LongSupplier newClockMillis, LongSupplier newTickerNanos) {
        return new EdgeOptions(
                storeFile,
                storeKey,
                storeLimits,
                engine,
                widths,
                deadline,
                minimumBundle,
                newClockMillis,
                newTickerNanos);
    }
}
