package dev.millrace.training.cli;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Format;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import dev.millrace.training.evaluate.Evaluation;
import dev.millrace.training.evaluate.EvaluationResult;
import dev.millrace.training.evaluate.OpenRelease;
import dev.millrace.training.evaluate.ReleaseEvaluation;
import dev.millrace.training.pipeline.Learning;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.ObjectMapper;

/** {@code millrace demo}: data, training, evaluation and a served answer in one command. One thread at a time. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Trains on a data set, evaluates, serves, asks for recommendations and prints all of it.")
final class DemoCommand implements Callable<Integer> {
    private static final String SYNTHETIC = "synthetic";
    private static final ShopOptions SHOP = new ShopOptions(1000, 3000, 60_000, 1);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOptions source = new DataOptions();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private ThreadOptions compute = new ThreadOptions();

    @Option(
            names = "--dataset",
            defaultValue = SYNTHETIC,
            description = "synthetic, or the name of a data set that --data points to. Default: ${DEFAULT-VALUE}.")
    private String name = SYNTHETIC;

    @Option(names = "--out", defaultValue = "releases", description = "Folder of releases. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("releases");

    @Option(names = "--port", defaultValue = "8080", description = "Port to serve on. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--once", description = "Stop after the answer instead of serving on; listens on a free port.")
    private boolean once;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Console console = Console.standard();
        PrintWriter print = spec.commandLine().getOut();
        Dataset dataset = dataset(console);
        Learning learning = Learning.of(dataset, source.split(dataset), source.repeats, false, source.seed);
        Path releases = out.resolve("demo-" + folder(dataset));
        learning.trainer(model.options(compute.threads(), source.seed, false), console)
                .train(releases, ModelOptions.versionOf(dataset), learning.facts());
        EvaluationResult result;
        String request;
        try (OpenRelease release = OpenRelease.open(releases)) {
            Evaluation.Settings settings =
                    new Evaluation.Settings(compute.threads(), EvaluateCommand.DEFAULT_USERS, 1000, source.seed);
            result = ReleaseEvaluation.run(release, learning, settings, ReleaseEvaluation.SYSTEMS, console);
            request = request(release);
        }
        try (ServerProcess server = ServerProcess.start(releases, once ? 0 : port)) {
            print.println("POST " + server.address().resolve("/v1/recommend"));
            print.print(request);
            print.println(pretty(server.post("/v1/recommend", request)));
            print.println();
            print.print(result.toTable());
            if (!once) {
                print.println("Serving at " + server.address() + "; stop with Ctrl-C.");
                print.flush();
                return server.waitFor();
            }
            print.flush();
        }
        return 0;
    }

    private Dataset dataset(Console console) throws IOException {
        if (source.data != null) {
            if (!name.equals(SYNTHETIC) && source.format == null && isFormat(name)) {
                source.format = name;
            }
            return source.read(source.data, console);
        }
        if (!name.equals(SYNTHETIC)) {
            throw new IllegalArgumentException(
                    "--dataset " + name + " needs --data, the folder it lies in; 'millrace data " + "download " + name
                            + "' gets the public ones");
        }
        console.begin("make up a shop");
        Dataset shop = SyntheticShop.generate(SHOP);
        console.done(shop.events().size() + " events of "
                + shop.events().users().size() + " users with " + shop.items().size() + " items");
        return shop;
    }

    /** What was named, and the made-up shop, have that name; data that was only pointed to has its own. */
    private String folder(Dataset dataset) {
        return source.data != null && name.equals(SYNTHETIC) ? ModelOptions.nameOf(dataset) : name;
    }

    private static boolean isFormat(String label) {
        for (Format format : Format.values()) {
            if (format != Format.SYNTHETIC && format.label().equals(label)) {
                return true;
            }
        }
        return false;
    }

    /** Returns a request for the first known user. */
    private static String request(OpenRelease release) {
        String user = release.histories().users().getFirst();
        return new JsonObject()
                .put("userId", user)
                .put("numResults", 5)
                .put("explain", "reasons")
                .put("timeoutMs", 2000)
                .toString();
    }

    private static String pretty(String json) {
        ObjectMapper mapper = new ObjectMapper();
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(mapper.readTree(json));
    }
}
