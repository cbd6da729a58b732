package dev.millrace.edge.update;

import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The highest bundle number ever accepted, in a file beside the bundle, so that no older one is accepted again. One
 * thread at a time.
 *
 * <p>It is raised after a bundle has its name, never before: a crash in between leaves a bundle newer than the number,
 * which is opened, and not an older one, which would be refused.
 */
final class NewestAccepted {
    private final Path file;

    NewestAccepted(Path bundle) {
        this.file = bundle.resolveSibling(bundle.getFileName() + ".newest");
    }

    /**
     * Returns the number; 0 where none was accepted yet, which is where there is no file.
     *
     * @throws BadBundleException when the file holds something else
     */
    long number() throws IOException {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return 0;
        }
        try {
            long number = Long.parseLong(text.trim());
            if (number >= 0 && text.equals(number + "\n")) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new BadBundleException(
                file, "is damaged (expected: a number; without the file any signed bundle is taken)");
    }

    /** Raises the number; lasts once this returns. */
    void raise(long number) throws IOException {
        if (number > number()) {
            AtomicFile.write(file, (number + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }
}
