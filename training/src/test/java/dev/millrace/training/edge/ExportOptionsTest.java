package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ExportOptionsTest {
    private static ExportOptions options(long number, int days) {
        return new ExportOptions(0, null, 0, 0.01, true, false, number, Duration.ofDays(days), 100);
    }

    @Test
    void whatNoBundleMayHaveIsRefusedBeforeAnythingIsMeasured() {
        options(0, 1);
        options(999_999_999_999_999L, 365);
        for (long number : new long[] {-1, 1_000_000_000_000_000L}) {
            assertThatThrownBy(() -> options(number, 365))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("number: " + number + " (expected: 1 to 999999999999999, or 0 for the release's date)");
        }
        for (int days : new int[] {0, -3}) {
            assertThatThrownBy(() -> options(1, days))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("expires: " + days + " days (expected: at least 1)");
        }
    }
}
