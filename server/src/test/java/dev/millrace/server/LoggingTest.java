package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.swap.Swapper;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LoggingTest {
    @Test
    void whatWentLiveIsLoggedAndOfLibrariesWarningsAlone() {
        assertThat(LoggerFactory.getLogger(Swapper.class).isInfoEnabled()).isTrue();
        assertThat(LoggerFactory.getLogger("io.netty.channel").isInfoEnabled()).isFalse();
        assertThat(LoggerFactory.getLogger("io.netty.channel").isWarnEnabled()).isTrue();
    }
}
