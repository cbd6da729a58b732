package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class FreedMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    /** Too small for the C library to ask the system for one by itself, so that it is freed into its own heap. */
    private static final int PIECE = 64 << 10;

    private static final int PIECES = 4096;

    @Test
    @SuppressWarnings("restricted")
    void whatWasFreedBetweenPiecesInUseGoesBackToTheSystem() throws Throwable {
        Linker linker = Linker.nativeLinker();
        assumeTrue(
                Files.exists(STATUS)
                        && linker.defaultLookup().find("malloc_trim").isPresent(),
                "the C library is not glibc");
        MethodHandle take = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("malloc"),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        MethodHandle free = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
        MemorySegment[] pieces = new MemorySegment[PIECES];
        for (int i = 0; i < PIECES; i++) {
            pieces[i] = ((MemorySegment) take.invokeExact((long) PIECE)).reinterpret(PIECE);
            pieces[i].fill((byte) 1);
        }
        for (int i = 0; i < PIECES - 1; i++) {
            if (i % 8 != 0) {
                free.invokeExact(pieces[i]);
            }
        }
        long before = resident();
        assertThat(FreedMemory.giveBack()).isTrue();
        assertThat(before - resident()).isGreaterThan((long) PIECES * PIECE / 2);
        for (int i = 0; i < PIECES; i++) {
            if (i % 8 == 0 || i == PIECES - 1) {
                free.invokeExact(pieces[i]);
            }
        }
    }

    private static long resident() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }
}
