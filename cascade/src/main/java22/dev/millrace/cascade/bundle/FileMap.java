package dev.millrace.cascade.bundle;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Maps files into memory, on Java 22 and later. Stateless.
 *
 * <p>A channel that maps to a buffer makes it by reflection, for which such a virtual machine builds method handles at
 * the first call: 20 ms and 7 MB that a mapped segment does without.
 */
@DesktopOnly
final class FileMap {
    private FileMap() {}

    /** Maps the first bytes of a file for reading; the mapping goes with the last buffer over it. */
    static ByteBuffer of(FileChannel file, long bytes) throws IOException {
        return file.map(FileChannel.MapMode.READ_ONLY, 0, bytes, Arena.ofAuto()).asByteBuffer();
    }
}
