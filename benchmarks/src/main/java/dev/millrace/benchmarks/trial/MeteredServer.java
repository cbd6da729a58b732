package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.PauseLog;
import dev.millrace.server.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Entry point of a server under test: notes the pauses of its process in a file, and is the server. */
final class MeteredServer {
    private MeteredServer() {}

    /** Takes the file of pauses, then the arguments of the server. */
    public static void main(String[] args) throws IOException {
        PauseLog.start(Path.of(args[0]));
        Main.main(Arrays.copyOfRange(args, 1, args.length));
    }
}
