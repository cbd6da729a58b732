package dev.millrace.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HiccupMeterTest {
    @Test
    void itNotesASleepForAboutEveryMillisecondUntilItIsStopped() throws Exception {
        HiccupMeter meter = new HiccupMeter().start();
        Thread.sleep(50);
        long counted = meter.stop().getTotalCount();
        assertThat(counted).isPositive();
        Thread.sleep(10);
        assertThat(meter.stop().getTotalCount()).isEqualTo(counted);
    }
}
