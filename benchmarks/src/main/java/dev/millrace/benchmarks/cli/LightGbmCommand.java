package dev.millrace.benchmarks.cli;

import dev.millrace.benchmarks.lightgbm.TreeStudy;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Format;
import dev.millrace.datasets.Split;
import dev.millrace.training.evaluate.Evaluation;
import dev.millrace.training.evaluate.OpenRelease;
import dev.millrace.training.pipeline.Learning;
import dev.millrace.training.pipeline.RerankCurriculum;
import dev.millrace.training.pipeline.TrainOptions;
import dev.millrace.training.pipeline.TrainingProgress;
import dev.millrace.training.rerank.RerankLessons;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace lightgbm}: LightGBM in the place of a release's re-ranker. Used once. */
@Command(
        name = "lightgbm",
        mixinStandardHelpOptions = true,
        description =
                "Learns LightGBM's trees from the examples that the re-ranker of a release learned from, tunes them "
                        + "on the same validation queries, and ranks for the test users with both.")
public final class LightGbmCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "PATH", description = "What the release was trained on.")
    private Path data = Path.of("");

    @Option(names = "--format", paramLabel = "FORMAT", description = "Detected when not given.")
    private @Nullable String format;

    @Option(names = "--split", paramLabel = "SPLIT", description = "What the release was trained with.")
    private @Nullable String split;

    @Option(names = "--repeats", description = "Where the release was trained with it.")
    private boolean repeats;

    @Option(names = "--seed", defaultValue = "1", description = "What the release was trained with. Default: 1.")
    private long seed;

    @Option(names = "--release", required = true, description = "A release, or a folder of releases for its live one.")
    private Path release = Path.of("releases");

    @Option(names = "--users", defaultValue = "3000", description = "Test users to draw; 0 takes all. Default: 3000.")
    private int users;

    @Option(names = "--threads", defaultValue = "1", description = "Threads to learn with. Default: 1.")
    private int threads;

    @Option(names = "--work", paramLabel = "DIR", description = "Where what was learned of stage 1 is kept.")
    private @Nullable Path work;

    @Option(names = "--model", paramLabel = "FILE", description = "Where to write the trees.")
    private @Nullable Path model;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Dataset dataset = Datasets.open(data, Optional.ofNullable(format).map(Format::parse), false);
        Split chosen = split == null ? Split.defaultFor(dataset) : Split.parse(split);
        Learning learning = Learning.of(dataset, chosen, repeats, false, seed);
        Lines progress = new Lines(command().commandLine().getErr());
        try (OpenRelease open = OpenRelease.open(release)) {
            open.check(learning);
            TrainOptions options = new TrainOptions(0, threads, seed, false, Duration.ofMinutes(1));
            Path folder = work == null ? Files.createTempDirectory("millrace-lightgbm") : work;
            RerankLessons lessons = RerankCurriculum.lessons(learning, options, folder, progress);
            Evaluation.Settings settings = new Evaluation.Settings(1, users == 0 ? Integer.MAX_VALUE : users, 1, seed);
            Evaluation evaluation = new Evaluation(
                    settings, learning.testUsers(), dataset.items().size());
            String text = new TreeStudy(lessons, threads, progress).run(open, evaluation.users(), model);
            command().commandLine().getOut().print(text);
            command().commandLine().getOut().flush();
        }
        return 0;
    }

    private CommandSpec command() {
        if (spec == null) {
            throw new IllegalStateException("not run by a command line");
        }
        return spec;
    }

    /** A line for each step that is done. */
    private record Lines(PrintWriter err) implements TrainingProgress {
        @Override
        public void begin(String name) {
            err.print(name + ": ");
            err.flush();
        }

        @Override
        public void at(double share, String detail) {}

        @Override
        public void done(String outcome) {
            err.println(outcome);
            err.flush();
        }

        @Override
        public void say(String line) {
            err.println(line);
        }
    }
}
