package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ways in which others state times. */
final class TimesTest extends DatasetCase {
    @Test
    void everyWayToStateTimeMeansTheSame() throws IOException {
        for (String time : List.of(
                "1699999200",
                "1699999200000",
                "1.6999992e9",
                "1699999200.0",
                "2023-11-14T22:00:00Z",
                "2023-11-14 22:00:00",
                "2023-11-14T22:00:00",
                "2023-11-15T00:00:00+02:00",
                "2023-11-15 00:00:00+02",
                "2023-11-15T00:00:00+0200",
                "2023-11-14T17:00:00-0500",
                "2023-11-14 22:00:00 UTC",
                "2023-11-14T22:00:00.000Z",
                "1699999200000000",
                "1699999200000000000",
                "2023-11-14 22",
                "2023/11/14 22:00:00",
                "2023-11-15 00:00:00 +0200",
                "Tue Nov 14 22:00:00 +0000 2023",
                "Tue Nov 14 15:00:00 -0700 2023")) {
            Path file = file("t.csv", "userId,itemId,date\nu,i," + time + "\n");
            assertThat(open(file).events().timestamp(0))
                    .as(time)
                    .isEqualTo(Instant.parse("2023-11-14T22:00:00Z").toEpochMilli());
        }
    }

    @Test
    void theReportNamesTheUnitAndWhatCannotBeToldIsRefused() throws IOException {
        assertThat(open(file("t.csv", "userId,itemId,time\nu,i,1699999200000000\n"))
                        .report()
                        .notes())
                .contains(folder.resolve("t.csv") + ": time is epoch microseconds");
        for (String time : List.of("1/2/2001 00:00:00", "31.12.2001", "11-14-23 10:00")) {
            assertThatThrownBy(() -> open(file("t.csv", "userId,itemId,date\nu,i," + time + "\n")))
                    .as(time)
                    .hasMessageContaining("does not say which number is the day");
        }
        for (String time : List.of("0829", "14 Nov 2023", "Tue Nov 15 22:00:00 +0000 2023")) {
            assertThatThrownBy(() -> open(file("t.csv", "userId,itemId,date\nu,i," + time + "\n")))
                    .as(time)
                    .hasMessageContaining("unparsable timestamp: '" + time + "'");
        }
    }
}
