package dev.millrace.edge.update;

import dev.millrace.cascade.bundle.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The highest bundle number ever accepted, in a file beside the bundle, so that no older one is accepted again. One thread
 * at a time.
 *
 * <p>It is raised after a bundle has its name, never before: a crash in between leaves a bundle newer than the number, which
 * is opened, and not an older one, which would be refused.
 */
final class NewestAccepted {
    private final Path file;

    NewestAccepted(Path bundle) {
        this.file = bundle.resolveSibling(bundle.getFileName() + ".newest");
    }

    /** Returns the number; 0 where none was accepted yet. */
    long number() throws IOException {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
            return text.matches("[0-9]{1,15}\n") ? Long.parseLong(text.trim()) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Raises the number; lasts once this returns. */
    void raise(long number) throws IOException {
        if (number > number()) {
            AtomicFile.write(file, (number + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }
}
