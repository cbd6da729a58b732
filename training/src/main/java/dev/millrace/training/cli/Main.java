package dev.millrace.training.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Entry point of {@code millrace data|train|evaluate|demo|edge-bundle|edge-key}. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        version = "millrace 0.1.0-SNAPSHOT",
        description = "A cascade recommendation engine.",
        footer = {
            "",
            "serve, release, bench, load, trial, lightgbm and shelf are commands of their own: millrace serve --help, and so on."
        },
        subcommands = {
            DataCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            DemoCommand.class,
            EdgeBundleCommand.class,
            EdgeKeyCommand.class
        })
public final class Main {
    @Option(
            names = "--verbose",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Print the stack trace of a failure.")
    private boolean verbose;

    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        CommandLine line = commandLine();
        if (args.length == 0) {
            line.usage(line.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return line.execute(args);
    }

    static CommandLine commandLine() {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (main.verbose) {
                failure.printStackTrace(command.getErr());
            } else {
                command.getErr().println("millrace: " + describe(failure));
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        return line;
    }

    /** A message that stands alone: an exception without a text is told by its type. */
    private static String describe(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
