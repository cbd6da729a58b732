package dev.millrace.server;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.util.function.IntSupplier;

/**
 * What native code has freed and the C library keeps. glibc has a heap for every few threads, and the sessions of a
 * release are made on one thread and used on others; so what a closed release leaves behind lies in pieces between what
 * is in use, and the next one is put elsewhere. Thread-safe.
 */
final class FreedMemory {
    private FreedMemory() {}

    /** Gives it back to the system where the C library can (glibc), whole pages; returns whether there were any. */
    static boolean giveBack() {
        return Trim.WHOLE_PAGES.getAsInt() != 0;
    }

    private static final class Trim {
        private static final IntSupplier WHOLE_PAGES = find();

        @SuppressWarnings("restricted")
        private static IntSupplier find() {
            Linker linker = Linker.nativeLinker();
            return linker.defaultLookup()
                    .find("malloc_trim")
                    .map(function -> bound(linker.downcallHandle(
                            function, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG))))
                    .orElse(() -> 0);
        }

        private static IntSupplier bound(MethodHandle trim) {
            return MethodHandleProxies.asInterfaceInstance(
                    IntSupplier.class, MethodHandles.insertArguments(trim, 0, 0L));
        }
    }
}
