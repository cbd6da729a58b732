package dev.millrace.cascade.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class BundleTimesTest {
    @Test
    void aTimeReadIsTheOneThatWasWritten() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            int[] units = {1_000_000_000, 1_000_000, 1_000, 1};
            int unit = units[random.nextInt(units.length)];
            Instant time = Instant.ofEpochSecond(
                    random.nextLong(-62_000_000_000L, 250_000_000_000L),
                    (long) random.nextInt(1_000_000_000) / unit * unit);
            assertThat(BundleManifest.instant(time.toString()))
                    .as("seed %s", seed)
                    .isEqualTo(time);
        }
    }

    private static String read(String text, Function<String, Instant> reader) {
        try {
            return reader.apply(text).toString();
        } catch (DateTimeException e) {
            return "refused";
        }
    }

    @Test
    void whatIsWrittenOtherwiseIsReadOrRefusedAsTheLibraryDoes() {
        for (String text : List.of(
                "",
                "Z",
                "2026-11-24",
                "2026-11-24T08:00:00",
                "2026-13-24T08:00:00Z",
                "2026-11-24T08:00:00.Z",
                "2026-11-24 08:00:00Z",
                "2026-11-24T08:00:00.1234567891Z",
                "2026-11-24T08:00:00,5Z",
                "2026-11-24T08:61:00Z",
                "+12026-11-24T08:00:00Z",
                "2026-02-30T08:00:00Z",
                "2026-04-31T08:00:00Z",
                "2026-00-10T08:00:00Z",
                "2026-01-00T08:00:00Z",
                "0000-02-29T08:00:00Z",
                "2000-02-29T08:00:00Z",
                "2024-02-29T08:00:00Z",
                "2100-02-29T08:00:00Z",
                "2026-12-31T24:00:00Z",
                "2026-12-31T25:00:00Z",
                "2026-12-31T23:59:60Z")) {
            assertThat(read(text, BundleManifest::instant)).as(text).isEqualTo(read(text, Instant::parse));
        }
    }
}
