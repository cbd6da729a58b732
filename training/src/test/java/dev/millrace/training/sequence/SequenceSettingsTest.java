package dev.millrace.training.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SequenceSettingsTest {
    @Test
    void aHundredEventsGetASmallNetwork() {
        SequenceSettings settings = SequenceSettings.forData(data(20, 5, 30), 0, true, 1);
        assertThat(settings.shape().dimension()).isEqualTo(16);
        assertThat(settings.shape().maxLength()).isEqualTo(20);
        assertThat(settings.plan().sampledItems()).isZero();
        assertThat(settings.plan().batchPositions()).isEqualTo(64);
    }

    @Test
    void aSmallCatalogueIsNormalisedOverInFull() {
        SequenceSettings settings = SequenceSettings.forData(data(20_000, 9, 12_000), 0, false, 1);
        assertThat(settings.shape().dimension()).isEqualTo(64);
        assertThat(settings.plan().sampledItems()).isZero();
    }

    @Test
    void aLargeCatalogueIsSampledAndStillTakesUnderAnHour() {
        SequenceSettings settings = SequenceSettings.forData(data(200_000, 50, 1_000_000), 0, false, 1);
        assertThat(settings.plan().sampledItems()).isPositive();
        double fitAndRefit = 2 * settings.plan().maxEpochs() * settings.secondsPerEpoch(10_000_000, 2);
        assertThat(fitAndRefit).isLessThan(3600);
    }

    private static SequenceData data(int users, int length, int items) {
        int[] offsets = new int[users + 1];
        Arrays.setAll(offsets, user -> user * length);
        return new SequenceData(
                items,
                1,
                offsets,
                new int[users * length],
                new byte[0],
                new long[0],
                new ItemAttributes(0, new int[0], new int[0]));
    }
}
