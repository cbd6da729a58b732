package dev.millrace.benchmarks.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of the pauses of a process, written as they happen, a line each: when it ended and how long it was,
 * nanoseconds. {@link System#nanoTime()} is the same clock for all processes of a Linux machine, so another process can
 * tell what it asked of this one meanwhile. Stateless.
 */
public final class PauseLog {
    private PauseLog() {}

    /**
     * Notes the pauses of this process from now on, until it ends.
     *
     * @throws IOException when the file cannot be written
     */
    public static void start(Path file) throws IOException {
        PrintStream out = new PrintStream(Files.newOutputStream(file), true, StandardCharsets.US_ASCII);
        new HiccupMeter((end, length) -> out.println(end + " " + length)).start();
    }

    /** Reads the pauses noted so far; a line that is being written is left out. */
    public static Pauses read(Path file) throws IOException {
        Pauses pauses = new Pauses();
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        for (String line : lines) {
            String[] pair = line.split(" ", -1);
            if (pair.length == 2 && !pair[1].isEmpty()) {
                pauses.add(Long.parseLong(pair[0]), Long.parseLong(pair[1]));
            }
        }
        return pauses;
    }
}
