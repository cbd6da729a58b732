package dev.millrace.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "120 | 120",
                "999999999 | 999999999",
                "Sun, 06 Nov 1994 08:49:37 GMT | 37",
                "Sun, 06 Nov 1994 08:49:00 GMT | 0",
                "Sun, 06 Nov 1994 08:48:59 GMT | 0",
                "Tue, 01 Jan 1980 00:00:00 GMT | 0",
                "Fri, 31 Dec 9999 23:59:59 GMT | 999999999",
                "'' |",
                "-1 |",
                "1.5 |",
                "1000000000 |",
                "soon |",
                "Sun, 06 Nov 1994 |",
                "Mon, 06 Nov 1994 08:49:37 GMT |",
                "Sun, 31 Feb 1994 08:49:37 GMT |",
                "Sun, 06 Nov 1994 08:49:37 GMT, 7 |",
            })
    void secondsAndDatesAreUnderstoodAndNothingElse(String value, @Nullable Long seconds) {
        assertThat(RetryAfter.read(value, Instant.parse("1994-11-06T08:49:00Z")))
                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }
}
