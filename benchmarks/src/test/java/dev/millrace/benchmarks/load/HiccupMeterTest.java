package dev.millrace.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HiccupMeterTest {
    @Test
    void itNotesSleepsUntilItIsStoppedAndNoneAfter() throws Exception {
        HiccupMeter meter = new HiccupMeter().start();
        long counted = meter.stop().getTotalCount();
        assertThat(counted).isPositive();
        assertThat(meter.stop().getTotalCount()).isEqualTo(counted);
    }
}
