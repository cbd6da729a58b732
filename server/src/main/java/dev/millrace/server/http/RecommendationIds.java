package dev.millrace.server.http;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Makes ids that no other answer has: a random part of this process and a number. Thread-safe. */
final class RecommendationIds {
    private static final int RADIX = 36;

    private final String process;
    private final AtomicLong next = new AtomicLong();

    RecommendationIds(SecureRandom random) {
        this.process = Long.toUnsignedString(random.nextLong(), RADIX);
    }

    String next() {
        return process + "-" + Long.toUnsignedString(next.incrementAndGet(), RADIX);
    }
}
