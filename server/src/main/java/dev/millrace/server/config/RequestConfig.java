package dev.millrace.server.config;

import java.time.Duration;

/**
 * What a request gets that does not say, section {@code millrace.server.requests}. Immutable.
 *
 * @param numResults how many items
 * @param timeout the budget
 * @param maxTimeout the largest budget a request may ask for
 */
public record RequestConfig(int numResults, Duration timeout, Duration maxTimeout) {
    private static final String SECTION = "millrace.server.requests.";

    /** Checks every value. */
    public RequestConfig {
        Check.range(SECTION + "num-results", numResults, 1, 10_000);
        Check.range(SECTION + "max-timeout", maxTimeout, Duration.ofMillis(1), Duration.ofMinutes(10));
        Check.range(SECTION + "timeout", timeout, Duration.ofMillis(1), maxTimeout);
    }
}
