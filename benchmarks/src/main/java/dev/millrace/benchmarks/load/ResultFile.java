package dev.millrace.benchmarks.load;

import dev.millrace.cascade.file.FileWriteException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what was measured where it is asked for, be that a file or a pipe. Stateless. */
public final class ResultFile {
    private ResultFile() {}

    /**
     * Writes a text, over what is there.
     *
     * @throws FileWriteException naming the file
     */
    public static void write(Path file, String text) throws FileWriteException {
        try {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new FileWriteException(file, e);
        }
    }
}
