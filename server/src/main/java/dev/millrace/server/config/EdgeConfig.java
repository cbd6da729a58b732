package dev.millrace.server.config;

import dev.millrace.cascade.bundle.TrustedKeys;
import java.time.Duration;
import java.util.List;

/**
 * The edge bundles that devices fetch, section {@code millrace.server.edge}. Immutable.
 *
 * @param bundles the folder they lie in, or nothing where none are served
 * @param keys public keys, each in base64 or PEM; a bundle of another is not served
 * @param deltas how many bundles before the newest deltas are made from
 * @param watchInterval how often the folder is looked at, at most
 */
public record EdgeConfig(String bundles, List<String> keys, int deltas, Duration watchInterval) {
    private static final String SECTION = "millrace.server.edge.";

    /** Checks every value. */
    public EdgeConfig {
        keys = List.copyOf(keys);
        Check.range(SECTION + "deltas", deltas, 0, 100);
        Check.range(SECTION + "watch-interval", watchInterval, Duration.ZERO, Duration.ofHours(1));
        if (!bundles.isEmpty()) {
            trusted(keys);
        }
    }

    /** Returns whether bundles are served. */
    public boolean on() {
        return !bundles.isEmpty();
    }

    /** Returns the keys, at least one where bundles are served. */
    public TrustedKeys trusted() {
        return trusted(keys);
    }

    private static TrustedKeys trusted(List<String> keys) {
        try {
            return TrustedKeys.parse(keys.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(SECTION + "keys: " + e.getMessage(), e);
        }
    }
}
