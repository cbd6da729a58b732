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

/** The data commands over small files. */
final class DataCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = new CommandLine(new DataCommand());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(failure.getMessage());
            return 1;
        });
        return line.execute(args);
    }

    private Path events() throws IOException {
        return Files.writeString(folder.resolve("events.csv"), """
                userId,itemId,type,timestamp
                ann,a,view,2023-01-01T10:00:00Z
                ann,a,view,2023-01-01T10:00:00Z
                ,b,view,2023-01-01T11:00:00Z
                bob,b,purchase,someday
                bob,b,purchase,2023-01-20T10:00:00Z
                """);
    }

    @Test
    void everyCommandExplainsItself() {
        for (String command : new String[] {"list", "download", "synthetic", "convert", "check"}) {
            assertThat(run(command, "--help")).as(command).isZero();
        }
        CommandLine train = new CommandLine(new TrainCommand()).setOut(new PrintWriter(out, true));
        assertThat(train.execute("--help")).isZero();
        assertThat(out.toString()).contains("Usage: data check", "Usage: train", "Name of the release");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void checkReportsEveryRejectedRowAndExitsWithZero() throws IOException {
        Path file = events();
        assertThat(run("check", "--data", folder.toString())).isZero();
        assertThat(out.toString())
                .contains("rejected " + file + ":4: empty user id")
                .contains("rejected " + file + ":5: unparsable timestamp: 'someday'")
                .contains("5 read, 3 accepted, 2 rejected")
                .contains("3 (view 2, purchase 1)")
                .contains("users        2")
                .contains("duplicates   1 ")
                .contains("2023-01-01T10:00:00Z to 2023-01-20T10:00:00Z");
    }

    @Test
    void checkStopsAtTheFirstRejectedRowWhenStrict() throws IOException {
        Path file = events();
        assertThat(run("check", "--data", folder.toString(), "--strict")).isEqualTo(1);
        assertThat(err.toString()).contains(file + ":4: empty user id");
    }

    @Test
    void convertWritesWhatCheckAccepts() throws IOException {
        events();
        Path parquet = folder.resolve("out");
        assertThat(run("convert", "--data", folder.toString(), "--out", parquet.toString()))
                .isZero();
        assertThat(parquet.resolve("events.parquet")).exists();
        assertThat(run("check", "--data", parquet.toString(), "--strict", "--format", "parquet"))
                .isZero();
        assertThat(out.toString()).contains("5 read, 5 accepted, 0 rejected");
    }

    @Test
    void aShopIsMadeAndPassesTheCheck() {
        Path shop = folder.resolve("shop");
        String[] make = {
            "synthetic", "--items", "100", "--users", "20", "--events", "400", "--seed", "4", "--out", shop.toString()
        };
        assertThat(run(make)).isZero();
        assertThat(run("check", "--data", shop.toString(), "--strict")).isZero();
        assertThat(out.toString()).contains("400 read, 400 accepted").contains("role price");
        assertThat(run(make)).isEqualTo(1);
        assertThat(err.toString()).contains("is there already");
    }

    @Test
    void listNamesTheCatalogue() {
        assertThat(run("list")).isZero();
        assertThat(out.toString())
                .contains("movielens-1m")
                .contains("online-retail")
                .contains("CC BY 4.0");
    }

    @Test
    void badUsageIsToldFromFailure() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("check")).isEqualTo(2);
        assertThat(run("download", "no-such-data")).isEqualTo(1);
        assertThat(err.toString()).contains("expected: one of movielens-100k");
        assertThat(run("check", "--data", folder.resolve("none").toString())).isEqualTo(1);
    }
}
