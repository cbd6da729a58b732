package dev.millrace.server.admission;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntUnaryOperator;

/**
 * By how much a thread lets others go first when there are fewer processors than threads that want to run. On Linux every
 * thread has a niceness of its own, and giving way needs no privilege; elsewhere nothing is done. Thread-safe.
 */
public final class Niceness {
    /** That of work nobody waits for: opening, judging and closing releases beside the requests. */
    public static final int BACKGROUND = 10;

    private static final int PRIO_PROCESS = 0;
    private static final int CALLER = 0;

    private Niceness() {}

    /** Returns threads that give way as soon as they run, as far as the system lets them. */
    public static ThreadFactory givingWay(ThreadFactory threads, int niceness) {
        return task -> threads.newThread(() -> {
            giveWay(niceness);
            task.run();
        });
    }

    /** Has the calling thread give way from now on; returns whether the system agreed. */
    @SuppressWarnings("restricted")
    static boolean giveWay(int niceness) {
        if (niceness == 0
                || !System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            return false;
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle setPriority = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setpriority"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        IntUnaryOperator ofThisThread = MethodHandleProxies.asInterfaceInstance(
                IntUnaryOperator.class, MethodHandles.insertArguments(setPriority, 0, PRIO_PROCESS, CALLER));
        return ofThisThread.applyAsInt(niceness) == 0;
    }
}
