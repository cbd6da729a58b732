package dev.millrace.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class EdgeKeyCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int make(Path key) {
        CommandLine line = new CommandLine(new EdgeKeyCommand());
        line.setOut(new PrintWriter(new StringWriter()));
        line.setErr(new PrintWriter(err, true));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(failure.getMessage());
            return 1;
        });
        return line.execute("--out", key.toString());
    }

    @Test
    void aKeyIsNeverWrittenOver() {
        Path key = folder.resolve("key.pem");
        assertThat(make(key)).isZero();
        assertThat(key).content().startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(folder.resolve("key.pem.pub")).content().startsWith("-----BEGIN PUBLIC KEY-----");
        assertThat(make(key)).isEqualTo(1);
        assertThat(err.toString()).contains("a key is never written over");
    }

    @Test
    void whereOneHalfCannotBeWrittenItIsNamedAndTheOtherIsNotLeft() throws IOException {
        Path key = folder.resolve("key.pem");
        Path inTheWay = folder.resolve("key.pem.pub");
        Files.createDirectories(inTheWay.resolve("full"));
        assertThat(make(key)).isEqualTo(1);
        assertThat(err.toString()).startsWith(inTheWay + ": cannot be written: ");
        assertThat(key).doesNotExist();
    }
}
