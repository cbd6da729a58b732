package dev.millrace.training.cli;

import dev.millrace.datasets.Dataset;
import dev.millrace.training.pipeline.Learning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace train}: from a data set to a release. One thread at a time. */
@Command(
        name = "train",
        description = "Learns every stage from a data set and writes a release. Learns from the training part of the "
                + "split alone, so that evaluate with the same split is fair; --final learns from everything.")
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOptions source = new DataOptions();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private ThreadOptions compute = new ThreadOptions();

    @Option(names = "--out", defaultValue = "releases", description = "Folder of releases. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("releases");

    /** Set apart from the standard options, whose version is another than the one here; picocli alone reads it. */
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(names = "--version", paramLabel = "NAME", description = "Name of the release. Default: from data and time.")
    private @Nullable String version;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "Business rules of the release, a policy.json as docs/policy.md describes it. Default: no rules.")
    private @Nullable Path policy;

    @Option(
            names = "--graph",
            description = "Build a graph over the item vectors too. A request walks it where that is estimated to be "
                    + "cheaper than the other searches and was measured to find as much. A million vectors of 64 "
                    + "numbers take about 17 minutes of CPU more, and 400 MB of disk and of the server's heap; the "
                    + "clustered scan was faster there for every number of candidates. Catalogues of fewer than "
                    + "10,000 items have none.")
    private boolean graph;

    @Option(names = "--final", description = "Learn from the test part too.")
    private boolean everything;

    @Override
    public Integer call() throws IOException {
        Console console = Console.standard();
        Dataset dataset = source.read(source.required(spec), console);
        Learning learning = Learning.of(dataset, source.split(dataset), source.repeats, everything, source.seed);
        if (policy != null) {
            learning = learning.withPolicy(policy);
        }
        String name = version == null ? ModelOptions.versionOf(dataset) : version;
        Path release = learning.trainer(model.options(compute.threads(), source.seed, graph), console)
                .train(out, name, learning.facts());
        spec.commandLine().getOut().println(release);
        return 0;
    }
}
