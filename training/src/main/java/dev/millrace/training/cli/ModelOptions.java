package dev.millrace.training.cli;

import dev.millrace.datasets.Dataset;
import dev.millrace.training.pipeline.TrainOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options of training. */
final class ModelOptions {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Option(
            names = "--dimension",
            paramLabel = "N",
            description = "Numbers an item vector, at most 256. Default: from the size of the catalogue.")
    int dimension;

    @Option(
            names = "--fine-minutes",
            paramLabel = "N",
            defaultValue = "25",
            description = "About how many minutes one training of the fine ranker may take; it is trained twice and "
                    + "stops early. Default: ${DEFAULT-VALUE}.")
    int fineMinutes;

    TrainOptions options(int threads, long seed, boolean graph) {
        return new TrainOptions(dimension, threads, seed, graph, Duration.ofMinutes(fineMinutes));
    }

    /** Returns a release name made of the data's name and the time. */
    static String versionOf(Dataset dataset) {
        return nameOf(dataset) + "-" + STAMP.format(Instant.now());
    }

    /** Returns the data's name in letters and digits. */
    static String nameOf(Dataset dataset) {
        String name = dataset.name().replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "release" : name;
    }
}
