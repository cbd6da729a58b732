package dev.millrace.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class MainTest {
    private static String errorsOf(String... args) {
        StringWriter errors = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(errors, true));
        assertThat(line.execute(args)).isEqualTo(CommandLine.ExitCode.USAGE);
        return errors.toString();
    }

    @Test
    void aNumberOfThreadsThatCannotBeIsBadUsage() {
        for (String command : List.of("train", "evaluate", "demo")) {
            assertThat(errorsOf(command, "--threads", "0", "--data", "shop", "--release", "x"))
                    .contains("--threads: 0 (expected: at least 1)");
        }
    }

    @Test
    void evaluateTakesNoOptionsOfTraining() {
        assertThat(errorsOf("evaluate", "--data", "shop", "--release", "x", "--fine-minutes", "1"))
                .contains("Unknown options: '--fine-minutes'");
    }

    @Test
    void aReleaseIsNamedAfterItsData() {
        for (String name : List.of("my shop", "-my_shop-")) {
            Dataset shop = SyntheticShop.generate(new ShopOptions(100, 500, 2000, 1));
            Dataset named =
                    new Dataset(name, shop.format(), shop.events(), shop.givenTest(), shop.items(), shop.report());
            assertThat(ModelOptions.nameOf(named)).isEqualTo("my-shop");
        }
    }

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
