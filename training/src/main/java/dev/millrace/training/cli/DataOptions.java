package dev.millrace.training.cli;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which train, evaluate and demo find their data. */
final class DataOptions {
    @Option(names = "--data", paramLabel = "PATH", description = "File or folder to read.")
    @Nullable
    Path data;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv, parquet, movielens, online-retail, lightgcn or sequences; detected when not given.")
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

    Dataset read(Path path, Console console) throws IOException {
        console.begin("read " + path.getFileName());
        Dataset dataset = Datasets.open(path, Optional.ofNullable(format).map(Format::parse), strict);
        console.done(dataset.events().size() + " events of "
                + dataset.events().users().size() + " users with "
                + dataset.items().size() + " items");
        return dataset;
    }
}
