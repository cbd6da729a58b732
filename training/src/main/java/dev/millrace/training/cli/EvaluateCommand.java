package dev.millrace.training.cli;

import dev.millrace.cascade.file.FileWriteException;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.datasets.Dataset;
import dev.millrace.training.evaluate.Evaluation;
import dev.millrace.training.evaluate.EvaluationResult;
import dev.millrace.training.evaluate.OpenRelease;
import dev.millrace.training.evaluate.ReleaseEvaluation;
import dev.millrace.training.pipeline.Learning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace evaluate}: measures a release against baselines. One thread at a time. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measures every stage of a release, the cascade, the exhaustive ranker and baselines on the test "
                + "part of a data set, by the split the release was trained with; another is refused.")
final class EvaluateCommand implements Callable<Integer> {
    /** Ranking the whole catalogue takes long; this many users give intervals narrow enough. */
    static final int DEFAULT_USERS = 3000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOptions source = new DataOptions();

    @Mixin
    private ThreadOptions compute = new ThreadOptions();

    @Option(names = "--release", required = true, description = "A release, or a folder of releases for its live one.")
    private Path release = Path.of("releases");

    @Option(
            names = "--users",
            defaultValue = "" + DEFAULT_USERS,
            description = "Test users to draw where there are more; 0 takes all. Default: ${DEFAULT-VALUE}.")
    private int users;

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "NAME",
            description = "Only these: popularity, itemknn, ease, retrieve, rerank, fine, exhaustive, cascade.")
    private String @Nullable [] systems;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        Console console = Console.standard();
        Dataset dataset = source.read(source.required(spec), console);
        Learning learning = Learning.of(dataset, source.split(dataset), source.repeats, false, source.seed);
        Evaluation.Settings settings =
                new Evaluation.Settings(compute.threads(), users == 0 ? Integer.MAX_VALUE : users, 1000, source.seed);
        try (OpenRelease open = OpenRelease.open(release)) {
            open.check(learning);
            EvaluationResult result = ReleaseEvaluation.run(open, learning, settings, systems(), console);
            spec.commandLine().getOut().print(result.toTable());
            spec.commandLine().getOut().flush();
            if (json != null) {
                write(json, result.toJson());
            }
        }
        return 0;
    }

    private static void write(Path file, JsonObject result) throws FileWriteException {
        try {
            Files.writeString(file, result.toString());
        } catch (IOException e) {
            throw new FileWriteException(file, e);
        }
    }

    private java.util.Set<String> systems() {
        return systems == null ? ReleaseEvaluation.SYSTEMS : ReleaseEvaluation.systems(systems);
    }
}
