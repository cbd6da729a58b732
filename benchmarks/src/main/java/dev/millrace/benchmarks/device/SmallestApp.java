package dev.millrace.benchmarks.device;

import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.edge.EdgeOptions;
import dev.millrace.edge.EdgeRecommender;
import dev.millrace.edge.Engine;
import dev.millrace.edge.Event;
import dev.millrace.edge.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The smallest app: opens a bundle, notes an event, makes a list; says how long that took and what it holds. */
public final class SmallestApp {
    private SmallestApp() {}

    /**
     * Prints a {@link ProcessMemory} and then nanoseconds from opening to the first list.
     *
     * @param arguments greatest heap in kilobytes, bundle, public key, engine, an item's id
     */
    public static void main(String[] arguments) throws IOException {
        TrustedKeys keys = TrustedKeys.parse(arguments[2]);
        EdgeOptions options = EdgeOptions.DEFAULT.withEngine(Engine.valueOf(arguments[3]));
        long begin = System.nanoTime();
        try (EdgeRecommender shop = EdgeRecommender.open(Path.of(arguments[1]), keys, options)) {
            shop.observe(Event.view(arguments[4]));
            List<?> list = shop.recommend(Request.items(20).build());
            long took = System.nanoTime() - begin;
            if (list.size() != 20) {
                throw new IllegalStateException("items: " + list.size() + " (expected: 20)");
            }
            System.out.println(ProcessMemory.measured(Long.parseLong(arguments[0])) + " " + took);
        }
    }
}
