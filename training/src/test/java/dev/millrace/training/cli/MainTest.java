package dev.millrace.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
    /** The shell bounds the size of a file as a full disk does. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatCannotBeWrittenIsNamedInOneLineAndNotLeftHalfWritten(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path shop = folder.resolve("shop");
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f 40; exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "data",
                        "synthetic",
                        "--items=100",
                        "--users=500",
                        "--events=2000",
                        "--seed=1",
                        "--out=" + shop)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said)
                .contains("millrace: " + shop.resolve("events.csv") + ": cannot be written: ")
                .doesNotContain("\tat ");
        assertThat(shop).isDirectoryContaining("glob:**items.csv").isDirectoryNotContaining("glob:**events.csv");
    }
}
