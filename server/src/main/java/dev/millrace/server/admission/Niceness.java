package dev.millrace.server.admission;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntBinaryOperator;

/**
 * By how much a thread lets others go first when there are fewer processors than threads that want to run. On Linux
 * every thread has a niceness of its own, and giving way needs no privilege; elsewhere nothing is done. Thread-safe.
 */
public final class Niceness {
    /** That of work nobody waits for: opening, judging and closing releases beside the requests. */
    public static final int BACKGROUND = 10;

    private static final int PRIO_PROCESS = 0;
    private static final int CALLER = 0;
    private static final Path TASKS = Path.of("/proc/self/task");
    /** The second of the two compilers of HotSpot; the first is quick, and its code is better than none. */
    private static final String COMPILER = "C2 Compiler";

    private Niceness() {}

    /** Returns threads that give way as soon as they run, as far as the system lets them. */
    public static ThreadFactory givingWay(ThreadFactory threads, int niceness) {
        return task -> threads.newThread(() -> {
            giveWay(niceness);
            task.run();
        });
    }

    /** Has the calling thread give way from now on; returns whether the system agreed. */
    static boolean giveWay(int niceness) {
        return giveWay(CALLER, niceness);
    }

    /**
     * Has the threads of the virtual machine that compile what has become hot give way from now on; one it adds later
     * is started by one of them and does as they do. To be called when what a server does has been compiled: a crowd
     * that takes ways nobody has taken would otherwise wait for these to be compiled.
     *
     * @return how many threads there were
     */
    public static int compilersGiveWay(int niceness) {
        String[] threads = TASKS.toFile().list();
        int count = 0;
        for (String thread : threads == null ? new String[0] : threads) {
            if (name(thread).startsWith(COMPILER) && giveWay(Integer.parseInt(thread), niceness)) {
                count++;
            }
        }
        return count;
    }

    /** Returns the name of a thread, empty where it has ended since it was listed. */
    private static String name(String thread) {
        try {
            return Files.readString(TASKS.resolve(thread).resolve("comm"));
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean giveWay(int thread, int niceness) {
        if (niceness == 0
                || !System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            return false;
        }
        return SetPriority.OF_PROCESS.applyAsInt(thread, niceness) == 0;
    }

    /** The system's function, looked for once: threads that hang are replaced by new ones under load. */
    private static final class SetPriority {
        private static final IntBinaryOperator OF_PROCESS = find();

        @SuppressWarnings("restricted")
        private static IntBinaryOperator find() {
            Linker linker = Linker.nativeLinker();
            MethodHandle function = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setpriority"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            return MethodHandleProxies.asInterfaceInstance(
                    IntBinaryOperator.class, MethodHandles.insertArguments(function, 0, PRIO_PROCESS));
        }
    }
}
