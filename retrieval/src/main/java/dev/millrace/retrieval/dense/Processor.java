package dev.millrace.retrieval.dense;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the processor can do beyond what the Vector API tells. */
final class Processor {
    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    private Processor() {}

    /**
     * Returns whether the processor has a feature, by the name that Linux has for it; false where there is no telling, as on
     * any other system.
     */
    static boolean has(String feature) {
        if (!Files.isReadable(DESCRIPTION)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(DESCRIPTION)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> List.of(line.split("\\s+")).contains(feature))
                    .orElse(false);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
