package dev.millrace.server.config;

import java.time.Duration;

/** What a value of a section may be; a refusal names the key. */
final class Check {
    private Check() {}

    static void range(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ConfigException(key + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    static void range(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new ConfigException(key + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    static void range(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new ConfigException(key + ": " + value.toMillis() + " ms (expected: " + least.toMillis() + " to "
                    + most.toMillis() + " ms)");
        }
    }
}
