package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class QueryTimesTest {
    private static final long MICRO = 1000;
    private static final long SECOND = 1_000_000_000;

    private long now;
    private int searches;

    @Test
    void aQueryCountsWithItsMedianAndAMomentThatIsLostWithNone() {
        QueryTimes times = QueryTimes.of(
                100,
                query -> {
                    searches++;
                    now += searches % 47 == 7 ? 5000 * MICRO : (100 + query) * MICRO;
                },
                () -> now);
        assertThat(searches).isEqualTo(900);
        assertThat(times)
                .hasToString("100 queries, each by its median of 9: p50 150.0 us, p99 199.0 us (1.33 times);"
                        + " all of these searches: p50 151.0 us, p99 5000.0 us (33.11 times)");
    }

    @Test
    void whereSearchesTakeLongTheyAreFewer() {
        QueryTimes times = QueryTimes.of(
                3,
                query -> {
                    searches++;
                    now += 2 * SECOND;
                },
                () -> now);
        assertThat(searches).isEqualTo(9);
        assertThat(times.toString()).startsWith("3 queries, each by its median of 3: p50 2000000.0 us");
    }
}
