package dev.millrace.cascade.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Maps files into memory. Stateless.
 *
 * <p>The jar has another one for Java 22 and later, in {@code src/main/java22}, that does the same at less cost.
 */
final class FileMap {
    private FileMap() {}

    /** Maps the first bytes of a file for reading; the mapping goes with the last buffer over it. */
    static ByteBuffer of(FileChannel file, long bytes) throws IOException {
        return file.map(FileChannel.MapMode.READ_ONLY, 0, bytes);
    }
}
