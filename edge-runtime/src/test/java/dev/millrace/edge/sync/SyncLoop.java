package dev.millrace.edge.sync;

import dev.millrace.edge.Event;
import dev.millrace.edge.store.EventStore;
import dev.millrace.edge.store.StoreLimits;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/** A process that observes and syncs as fast as it can and says what is done, until it is killed. */
final class SyncLoop {
    /** What ends a line that was not torn. */
    static final String END = " .";

    private SyncLoop() {}

    static EventStore open(Path file) {
        return EventStore.open(file, null, new StoreLimits(100_000, 1 << 14));
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
        Random random = new Random(Long.parseLong(arguments[2]));
        try (EventStore store = open(Path.of(arguments[0]))) {
            EventSync sync = new EventSync(store, "anna", new UrlConnectionTransport(arguments[1]), 3);
            for (long i = store.observed(); ; i++) {
                store.add(Event.view("i" + i).at(i));
                if (random.nextBoolean()) {
                    sync.sync();
                }
                out.println(store.observed() + " " + store.synced() + END);
            }
        }
    }
}
