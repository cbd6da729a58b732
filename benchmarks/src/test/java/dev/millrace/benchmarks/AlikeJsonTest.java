package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AlikeJsonTest {
    @Test
    void numbersMayDifferInTheSeventhDigitAndNothingElse() {
        assertThat(AlikeJson.alike(Map.of("a", List.of(1, 2.5)), Map.of("a", List.of(1.0, 2.5000001))))
                .isTrue();
        assertThat(AlikeJson.alike(Map.of("a", 1), Map.of("a", 1.1))).isFalse();
        assertThat(AlikeJson.alike(Map.of("a", 1), Map.of("b", 1))).isFalse();
        assertThat(AlikeJson.alike(List.of(1), List.of(1, 2))).isFalse();
        assertThat(AlikeJson.alike("a", "b")).isFalse();
        assertThat(AlikeJson.alike(true, true)).isTrue();
    }
}
