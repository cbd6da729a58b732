package dev.millrace.server.config;

import java.time.Duration;

/**
 * How a new release takes the place of the live one, section {@code millrace.server.releases}. Immutable.
 *
 * @param watchInterval how often {@code CURRENT} is looked at
 * @param replayed recent requests that a new release has to answer before it goes live
 * @param maxLatencyRatio how much longer than the live one's its median answer may take
 * @param minAgreement share of its answers' items that the live one has to give too, on average
 * @param adminHost the name or address the admin port listens on
 * @param adminPort the admin port; 0 takes a free one
 */
public record ReleaseConfig(
        Duration watchInterval,
        int replayed,
        double maxLatencyRatio,
        double minAgreement,
        String adminHost,
        int adminPort) {
    private static final String SECTION = "millrace.server.releases.";

    /** Checks every value. */
    public ReleaseConfig {
        Check.range(SECTION + "watch-interval", watchInterval, Duration.ofMillis(10), Duration.ofHours(1));
        Check.range(SECTION + "replayed", replayed, 1, 100_000);
        Check.range(SECTION + "max-latency-ratio", maxLatencyRatio, 1, 1000);
        Check.range(SECTION + "min-agreement", minAgreement, 0, 1);
        if (adminHost.isBlank()) {
            throw new ConfigException(SECTION + "admin-host: '' (expected: a host name or an address)");
        }
        Check.range(SECTION + "admin-port", adminPort, 0, 65_535);
    }

    /** Returns a copy with another address of the admin port. */
    public ReleaseConfig withAdminAddress(String host, int port) {
        return new ReleaseConfig(watchInterval, replayed, maxLatencyRatio, minAgreement, host, port);
    }
}
