package dev.millrace.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ServerMetricsTest {
    @Test
    void historiesAreCountedWhoeverElseHoldsTheirCounters() {
        AtomicLong known = new AtomicLong(5);
        try (ServerMetrics metrics = new ServerMetrics()) {
            metrics.histories(known::get, () -> 2 * known.get());
            known.set(7);
            System.gc();
            assertThat(metrics.scrape())
                    .contains("millrace_fine_histories_total{outcome=\"known\"} 7.0")
                    .contains("millrace_fine_histories_total{outcome=\"encoded\"} 14.0");
        }
    }
}
