package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class MainTest {
    private final StringWriter errors = new StringWriter();

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(errors, true));
        line.setOut(new PrintWriter(errors, true));
        return Main.run(line, args);
    }

    @Test
    void badUsageEndsWithTwo() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("serve")).isEqualTo(2);
        assertThat(run("serve", "--release", "x", "--prot", "1")).isEqualTo(2);
        assertThat(run("serve", "--release", "x", "--port", "eighty")).isEqualTo(2);
        assertThat(run("serve", "--release", "x", "--port", "70000")).isEqualTo(2);
        assertThat(errors.toString()).contains("--port: 70000 (expected: 0 to 65535)");
    }

    @Test
    void everyCommandSaysHowItIsUsed() {
        for (String change : List.of("status", "reload", "rollback")) {
            assertThat(run("release", change, "--help")).as(change).isZero();
        }
        assertThat(run("release", "--help")).isZero();
        assertThat(run("serve", "--help")).isZero();
        assertThat(errors.toString()).contains("Usage: millrace release rollback");
    }

    @Test
    void aReleaseThatCannotBeUsedIsOneLine(@TempDir Path folder) throws IOException {
        assertThat(run(
                        "serve",
                        "--port",
                        "0",
                        "--release",
                        folder.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(errors.toString().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("millrace: ")
                .contains("none");
    }

    @Test
    void theStackTraceComesWhenAskedFor(@TempDir Path folder) {
        assertThat(run(
                        "serve",
                        "--verbose",
                        "--port",
                        "0",
                        "--release",
                        folder.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("\tat ");
    }

    @Test
    void anAddressThatIsTakenIsNamedBeforeAReleaseIsOpened(@TempDir Path folder) throws IOException {
        String none = folder.resolve("none").toString();
        String port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = Integer.toString(taken.getLocalPort());
            assertThat(run("serve", "--release", none, "--host", "127.0.0.1", "--port", port))
                    .isEqualTo(1);
            assertThat(run("serve", "--release", none, "--port", "0", "--admin-port", port))
                    .isEqualTo(1);
        }
        assertThat(run("serve", "--release", none, "--host", "127.0.0.1", "--port", port, "--admin-port", port))
                .isEqualTo(1);
        assertThat(errors.toString().lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("cannot listen on 127.0.0.1:" + port + ": "));
    }

    @Test
    void aConfigurationThatDoesNotFitIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("server.conf");
        Files.writeString(file, "millrace.server.http.prot = 1");
        assertThat(run("serve", "--release", "x", "--config", file.toString())).isEqualTo(1);
        assertThat(errors.toString().lines()).hasSize(1).first().asString().contains("server.conf", "http.prot");
    }
}
