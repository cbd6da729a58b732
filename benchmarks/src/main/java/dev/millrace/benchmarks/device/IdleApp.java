package dev.millrace.benchmarks.device;

import java.io.IOException;

/** What every app costs: does nothing but to say how much memory it has. */
public final class IdleApp {
    private IdleApp() {}

    /** Prints a {@link ProcessMemory}; the argument is the greatest heap in kilobytes. */
    public static void main(String[] arguments) throws IOException {
        System.out.println(ProcessMemory.measured(Long.parseLong(arguments[0])));
    }
}
