package dev.millrace.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Entry point of {@code millrace serve} and {@code millrace release}. Exit codes: 0 stopped, 1 failed, 2 bad usage. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        version = "millrace 0.1.0-SNAPSHOT",
        subcommands = {ServeCommand.class, ReleaseCommand.class},
        description = "Serves recommendations over HTTP.")
public final class Main {
    @Option(
            names = "--verbose",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Print the stack trace of a failure.")
    private boolean verbose;

    private Main() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        System.exit(run(commandLine(), args));
    }

    static int run(CommandLine line, String... args) {
        Main main = line.getCommand();
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (main.verbose) {
                failure.printStackTrace(command.getErr());
            } else {
                command.getErr().println("millrace: " + describe(failure));
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        if (args.length == 0) {
            line.usage(line.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return line.execute(args);
    }

    /** A message that stands alone: an exception without a text is told by its type. */
    private static String describe(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }
}
