package dev.millrace.server.edge;

import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleDelta;
import dev.millrace.cascade.file.FileWriteException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Makes deltas in temporary files, which stay mapped into memory without a name and go with the last buffer over them.
 */
final class DeltaFile {
    private static final int BUFFER_BYTES = 1 << 16;

    private DeltaFile() {}

    /**
     * Returns the delta where it is smaller than the new bundle.
     *
     * @throws IOException when it cannot be written
     */
    static Optional<Download> between(Bundle from, Bundle to) throws IOException {
        Path file = Files.createTempFile("millrace", ".delta");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            if (!BundleDelta.writeSmaller(from, to, out)) {
                return Optional.empty();
            }
            out.flush();
            return Optional.of(new Download(
                    Download.DELTA,
                    from.tag() + "-" + to.tag(),
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())));
        } catch (IOException e) {
            throw new FileWriteException(file, e);
        }
    }
}
