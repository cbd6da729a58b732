package dev.millrace.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class ProcessTimeTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void theProcessThatListensOnAPortIsFound() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(ProcessTime.listener(socket.getLocalPort()))
                    .contains(ProcessHandle.current().pid());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theTimeOfAProcessIsAboutWhatItSaysItself() {
        Duration read = ProcessTime.of(ProcessHandle.current().pid()).orElseThrow();
        assertThat(read).isPositive().isLessThanOrEqualTo(ProcessTime.own().plusMillis(20));
        assertThat(ProcessTime.of(Integer.MAX_VALUE)).isEmpty();
    }
}
