package dev.millrace.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The processor time of a process: of this one, and, on Linux, of the one that listens on a port of this machine.
 * Stateless.
 */
public final class ProcessTime {
    private static final Path PROC = Path.of("/proc");
    /** USER_HZ, which Linux shows to programs as 100 on every architecture that Java runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private ProcessTime() {}

    /** Returns the processor time of this process so far. */
    public static Duration own() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Duration.ofNanos(system.getProcessCpuTime());
    }

    /** Returns the process that listens on a TCP port, where that can be told. */
    static Optional<Long> listener(int port) {
        try {
            for (String table : List.of("net/tcp", "net/tcp6")) {
                Path file = PROC.resolve(table);
                if (Files.isReadable(file)) {
                    for (String line : Files.readAllLines(file)) {
                        String[] fields = line.strip().split("\\s+", -1);
                        if (fields.length > 9 && listens(fields, port)) {
                            return owner("socket:[" + fields[9] + "]");
                        }
                    }
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean listens(String[] fields, int port) {
        return fields[3].equals("0A") && fields[1].endsWith(String.format(Locale.ROOT, ":%04X", port));
    }

    private static Optional<Long> owner(String socket) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), socket)) {
                    return Optional.of(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path descriptors, String socket) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (Files.isSymbolicLink(link)
                        && Files.readSymbolicLink(link).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // Another user's process, or one that has just ended: not ours to look into.
            return false;
        }
        return false;
    }

    /** Returns the processor time of a process so far, in steps of 10 ms, where that can be told. */
    static Optional<Duration> of(long process) {
        try {
            String stat = Files.readString(PROC.resolve(process + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(
                    Duration.ofNanos((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
