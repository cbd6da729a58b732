package dev.millrace.training.cli;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Format;
import dev.millrace.datasets.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options by which train, evaluate, demo and edge-bundle find their data. */
final class DataOptions {
    @Option(names = "--data", paramLabel = "PATH", description = "File or folder to read.")
    @Nullable
    Path data;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "csv, json, parquet, movielens, online-retail, lightgcn or sequences; detected when not given.")
    @Nullable
    String format;

    @Option(names = "--strict", description = "Stop at the first bad row instead of leaving it out.")
    boolean strict;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description = "Where the test part begins: time:INSTANT, leave-one-out or given. When not given: 'given' "
                    + "where the data has a test part, else the newest tenth of the time, else leave-one-out.")
    @Nullable
    String split;

    @Option(names = "--repeats", description = "Items a user had before count as something to predict and recommend.")
    boolean repeats;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of everything random. Default: ${DEFAULT-VALUE}.")
    long seed;

    /** Returns the data path; throws the usage error of a command that needs one. */
    Path required(CommandSpec spec) {
        if (data == null) {
            throw new ParameterException(spec.commandLine(), "--data: missing (expected: a file or folder)");
        }
        return data;
    }

    /** Returns the split asked for, or the one that suits the data. */
    Split split(Dataset dataset) {
        return split == null ? Split.defaultFor(dataset) : Split.parse(split);
    }

    Dataset read(Path path, Console console) throws IOException {
        console.begin("read " + path.getFileName());
        Dataset dataset = Datasets.open(path, Optional.ofNullable(format).map(Format::parse), strict);
        console.done(dataset.events().size() + " events of "
                + dataset.events().users().size() + " users with "
                + dataset.items().size() + " items");
        return dataset;
    }
}
