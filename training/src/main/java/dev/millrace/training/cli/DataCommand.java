package dev.millrace.training.cli;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetWriter;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Format;
import dev.millrace.datasets.download.Archive;
import dev.millrace.datasets.download.Downloader;
import dev.millrace.datasets.download.Patience;
import dev.millrace.datasets.download.PublicData;
import dev.millrace.datasets.download.RemoteFile;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code millrace data}: what data there is, getting it, making it, converting it, checking it. One thread at a time.
 * Data that cannot be used ends a command with a {@link dev.millrace.datasets.DataException}.
 */
@Command(
        name = "data",
        description = "Lists, downloads, makes, converts and checks data sets.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DataCommand.ListAll.class,
            DataCommand.Download.class,
            DataCommand.Synthetic.class,
            DataCommand.Convert.class,
            DataCommand.Check.class
        })
public final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "data: (expected: list, download, synthetic, convert or check)");
    }

    /** Prints the catalogue. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the public data sets that can be downloaded.")
    static final class ListAll implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            PrintWriter out = spec.commandLine().getOut();
            for (PublicData data : PublicData.catalogue()) {
                out.printf(java.util.Locale.ROOT, "%-23s %10s  %s%n", data.name(), size(data), data.description());
                out.printf(java.util.Locale.ROOT, "%-23s %10s  %s%n", "", "", data.terms());
            }
            out.flush();
        }

        private static String size(PublicData data) {
            long bytes = data.files().stream().mapToLong(RemoteFile::bytes).sum();
            boolean known = data.files().stream().allMatch(file -> file.bytes() >= 0);
            return known ? Math.max(1, Math.round(bytes / 1e6)) + " MB" : "?";
        }
    }

    /** Fetches data sets of the catalogue. */
    @Command(
            name = "download",
            mixinStandardHelpOptions = true,
            description = "Downloads public data sets. Run it again to go on after an interruption.")
    static final class Download implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(arity = "1..*", paramLabel = "NAME", description = "Data sets, as 'data list' names them.")
        private List<String> names = List.of();

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "Where each data set gets a folder of its name (default: data).")
        private Path out = Path.of("data");

        @Override
        public Integer call() throws IOException, InterruptedException {
            Downloader downloader = new Downloader(Patience.DEFAULT);
            List<PublicData> wanted = names.stream().map(PublicData::named).toList();
            for (PublicData data : wanted) {
                Path folder = out.resolve(data.name());
                for (RemoteFile file : data.files()) {
                    try (DownloadBar bar =
                            new DownloadBar(file.name(), spec.commandLine().getErr())) {
                        Path fetched = downloader.fetch(file, folder, bar);
                        if (file.name().endsWith(".zip")) {
                            Archive.unpack(fetched);
                        }
                    }
                }
                spec.commandLine().getOut().println(folder);
            }
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    /** Makes a synthetic shop. */
    @Command(
            name = "synthetic",
            mixinStandardHelpOptions = true,
            description = "Makes the events and items of a made-up shop.")
    static final class Synthetic implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(names = "--items", description = "Number of items, 100 to 10 million (default: ${DEFAULT-VALUE}).")
        private int items = ShopOptions.SMALL.items();

        @Option(names = "--users", description = "Number of users (default: ${DEFAULT-VALUE}).")
        private int users = ShopOptions.SMALL.users();

        @Option(names = "--events", description = "Number of events (default: ${DEFAULT-VALUE}).")
        private int events = ShopOptions.SMALL.events();

        @Option(names = "--seed", description = "Decides everything else (default: ${DEFAULT-VALUE}).")
        private long seed = ShopOptions.SMALL.seed();

        @Option(names = "--to", paramLabel = "csv|parquet", description = "How to write it (default: csv).")
        private String to = "csv";

        @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new folder.")
        private Path out = Path.of(".");

        @Override
        public Integer call() throws IOException {
            Dataset shop = SyntheticShop.generate(new ShopOptions(items, users, events, seed));
            DatasetWriter.write(shop, out, Format.parse(to));
            DataReport.print(shop, spec.commandLine().getOut());
            return 0;
        }
    }

    /** Writes a data set in the documented columns. */
    @Command(
            name = "convert",
            mixinStandardHelpOptions = true,
            description = "Writes a data set of any format as CSV or Parquet.")
    static final class Convert implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @picocli.CommandLine.Mixin
        private Input input = new Input();

        @Option(names = "--to", paramLabel = "csv|parquet", description = "How to write it (default: parquet).")
        private String to = "parquet";

        @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new folder.")
        private Path out = Path.of(".");

        @Override
        public Integer call() throws IOException {
            Dataset data = input.open(spec);
            DatasetWriter.write(data, out, Format.parse(to));
            DataReport.print(data, spec.commandLine().getOut());
            return 0;
        }
    }

    /** Reports on a data set. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Reports rows, users, items, times, duplicates, gaps and every rejected row.")
    static final class Check implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @picocli.CommandLine.Mixin
        private Input input = new Input();

        @Override
        public Integer call() throws IOException {
            DataReport.print(input.open(spec), spec.commandLine().getOut());
            return 0;
        }
    }

    /** Where data is read from. */
    static final class Input {
        @Option(names = "--data", paramLabel = "PATH", required = true, description = "A file or folder of data.")
        private Path data = Path.of(".");

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                description =
                        "csv, json, parquet, movielens, online-retail, lightgcn or sequences (default: by content).")
        private Optional<String> format = Optional.empty();

        @Option(names = "--strict", description = "Stops at the first rejected row.")
        private boolean strict;

        /** Reads the data; every rejected row is printed when it is met. */
        Dataset open(CommandSpec spec) throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            return Datasets.open(
                    data, format.map(Format::parse), strict, rejected -> out.println("rejected " + rejected));
        }
    }
}
