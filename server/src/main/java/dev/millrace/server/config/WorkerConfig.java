package dev.millrace.server.config;

import java.time.Duration;

/**
 * The threads that answer requests, section {@code millrace.server.workers}. Immutable.
 *
 * @param threads how many
 * @param niceness by how much these threads give way to others that want the processor, 0 to 19; on Linux only
 * @param queueCapacity requests that may wait for one; one more is answered 503
 * @param targetWait a wait for a thread that is short enough, as 6% of the request's budget is; while requests wait
 *     longer, fewer are let in
 * @param retryAfter what such an answer asks the caller to wait, in whole seconds
 * @param rehearsal how long they answer made-up requests before the server listens; 0 is not at all
 */
public record WorkerConfig(
        int threads, int niceness, int queueCapacity, Duration targetWait, Duration retryAfter, Duration rehearsal) {
    private static final String SECTION = "millrace.server.workers.";

    /** Checks every value. */
    public WorkerConfig {
        Check.range(SECTION + "threads", threads, 1, 1024);
        Check.range(SECTION + "niceness", niceness, 0, 19);
        Check.range(SECTION + "queue-capacity", queueCapacity, 1, 1_000_000);
        Check.range(SECTION + "target-wait", targetWait, Duration.ofMillis(1), Duration.ofMinutes(1));
        Check.range(SECTION + "retry-after", retryAfter, Duration.ofSeconds(1), Duration.ofHours(1));
        Check.range(SECTION + "rehearsal", rehearsal, Duration.ZERO, Duration.ofMinutes(10));
    }
}
