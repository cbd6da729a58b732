package dev.millrace.training.cli;

import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.datasets.Dataset;
import dev.millrace.training.edge.EdgeExport;
import dev.millrace.training.edge.ExportOptions;
import dev.millrace.training.edge.ExportReport;
import dev.millrace.training.evaluate.OpenRelease;
import dev.millrace.training.evaluate.TestUser;
import dev.millrace.training.pipeline.Learning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace edge-bundle}: from a release to a signed file for devices. One thread at a time. */
@Command(
        name = "edge-bundle",
        mixinStandardHelpOptions = true,
        description =
                "Exports a release, or a slice of it, as one signed file that an app opens, and says what went in, "
                        + "what each part takes and what it loses against the release.")
final class EdgeBundleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOptions source = new DataOptions();

    @Option(names = "--release", required = true, description = "A release, or a folder of releases for its live one.")
    private Path release = Path.of("releases");

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The bundle.")
    private Path out = Path.of("shop.edge");

    @Option(names = "--sign", required = true, paramLabel = "KEY", description = "Private key, from millrace edge-key.")
    private Path key = Path.of("key.pem");

    @Option(
            names = "--items",
            paramLabel = "N",
            description = "Only the N items that say most of what the server would have said.")
    private int items;

    @Option(names = "--filter", paramLabel = "QUERY", description = "Only the items that match, as in requests.")
    private @Nullable String filter;

    @Option(
            names = "--max-bytes",
            paramLabel = "B",
            description = "Code as finely as fits into so many bytes; the fine ranker stays out where it does not fit.")
    private long maxBytes;

    @Option(
            names = "--max-ndcg-loss",
            paramLabel = "SHARE",
            defaultValue = "0.01",
            description = "Write nothing where coding costs more of the NDCG@10. Default: ${DEFAULT-VALUE}.")
    private double maxNdcgLoss;

    @Option(names = "--precision-fallback", description = "Then code the costliest part more finely instead.")
    private boolean fallBack;

    @Option(names = "--no-fine-ranker", description = "Leave the fine ranker out.")
    private boolean noFineRanker;

    @Option(
            names = "--number",
            paramLabel = "N",
            description = "Of this bundle, above those before: devices refuse one below what they have, a server has "
                    + "one of each. Default: the release's date in seconds since 1970.")
    private long number;

    @Option(
            names = "--expires",
            paramLabel = "DAYS",
            defaultValue = "365",
            description = "Days from the release's date after which a device warns. Default: ${DEFAULT-VALUE}.")
    private int expires;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "500",
            description = "Users to measure with: of the test part of --data, or else of the release. "
                    + "Default: ${DEFAULT-VALUE}.")
    private int users;

    @Override
    public Integer call() throws IOException {
        Console console = Console.standard();
        ExportOptions options = new ExportOptions(
                items, filter, maxBytes, maxNdcgLoss, !noFineRanker, fallBack, number, Duration.ofDays(expires), users);
        SigningKey signing = key(key);
        try (OpenRelease open = OpenRelease.open(release)) {
            ExportReport report = new EdgeExport(open, options, console).write(out, signing, heldOut(open, console));
            spec.commandLine().getOut().print(report.toText());
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    private @Nullable List<TestUser> heldOut(OpenRelease open, Console console) throws IOException {
        if (source.data == null) {
            return null;
        }
        Dataset dataset = source.read(source.data, console);
        Learning learning = Learning.of(dataset, source.split(dataset), source.repeats, false, source.seed);
        open.check(learning);
        return learning.testUsers();
    }

    private static SigningKey key(Path file) throws IOException {
        try {
            return SigningKey.parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
