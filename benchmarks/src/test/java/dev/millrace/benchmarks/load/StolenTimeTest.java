package dev.millrace.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class StolenTimeTest {
    @Test
    void everyProcessorIsLookedAtWhereTheKernelCountsWhoWaits() throws Exception {
        boolean counted = Files.exists(Path.of("/proc/thread-self/schedstat"));
        assertThat(StolenTime.start().stop())
                .hasSize(counted ? Runtime.getRuntime().availableProcessors() : 0);
    }

    @Test
    void theKernelSaysHowLongAThreadWaitedForOthers() throws Exception {
        assertThat(StolenTime.queuedNanos("1101415 3957449 2\n")).isEqualTo(3_957_449);
        assertThatThrownBy(() -> StolenTime.queuedNanos("")).isInstanceOf(IOException.class);
    }
}
