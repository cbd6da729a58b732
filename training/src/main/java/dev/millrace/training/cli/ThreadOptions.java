package dev.millrace.training.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option by which commands that compute are told with how many threads. */
final class ThreadOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with. Default: all cores.")
    void threads(int number) {
        if (number < 1) {
            throw new ParameterException(spec.commandLine(), "--threads: " + number + " (expected: at least 1)");
        }
        threads = number;
    }

    int threads() {
        return threads;
    }
}
