package dev.millrace.benchmarks.device;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory of this process in kilobytes, as numbers with spaces between. Immutable.
 *
 * @param anonymous what is resident and no file's
 * @param heapTouched the part of it that is the heap: what is in use, and garbage once written that nobody gave back
 * @param heapUsed objects, after a collection
 * @param metaspace descriptions of classes
 * @param code what the compilers made
 */
record ProcessMemory(long anonymous, long heapTouched, long heapUsed, long metaspace, long code) {
    private static final Path SELF = Path.of("/proc/self/smaps");

    /**
     * Collects garbage and measures; what only the system knows is 0 where it does not say.
     *
     * @param heapKilobytes the greatest heap this virtual machine was given; the one mapping of that size is it
     */
    static ProcessMemory measured(long heapKilobytes) throws IOException {
        System.gc();
        long anonymous = 0;
        long heap = 0;
        if (Files.isReadable(SELF)) {
            long size = 0;
            for (String line : Files.readAllLines(SELF, StandardCharsets.US_ASCII)) {
                if (line.startsWith("Size:")) {
                    size = kilobytes(line);
                } else if (line.startsWith("Anonymous:")) {
                    anonymous += kilobytes(line);
                    heap += size == heapKilobytes ? kilobytes(line) : 0;
                }
            }
        }
        Runtime runtime = Runtime.getRuntime();
        long used = (runtime.totalMemory() - runtime.freeMemory()) / 1_024;
        return new ProcessMemory(anonymous, heap, used, pools("Metaspace") + pools("Compressed"), pools("Code"));
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    private static long pools(String prefix) {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().startsWith(prefix)) {
                bytes += pool.getUsage().getUsed();
            }
        }
        return bytes / 1_024;
    }

    @Override
    public String toString() {
        return anonymous + " " + heapTouched + " " + heapUsed + " " + metaspace + " " + code;
    }
}
