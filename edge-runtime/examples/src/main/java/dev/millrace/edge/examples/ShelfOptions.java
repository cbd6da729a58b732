package dev.millrace.edge.examples;

import dev.millrace.edge.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The command line of the app. Immutable.
 *
 * @param bundle the bundle file
 * @param key a file with the public key that signed it
 * @param store where clicks are kept, or null to forget them at the end
 * @param serverList a file with an answer of {@code POST /v1/recommend}, or null for what a stranger would be shown
 * @param filter a filter to begin with, empty for none
 * @param engine what runs the models
 * @param picture a PNG to draw instead of opening a window, or null
 * @param clicks positions on the shelf to click on before, from 0, one after the other
 */
record ShelfOptions(
        Path bundle,
        Path key,
        @Nullable Path store,
        @Nullable Path serverList,
        String filter,
        Engine engine,
        @Nullable Path picture,
        List<Integer> clicks) {
    static final String USAGE = """
            usage: millrace shelf --bundle FILE --key FILE [options]

              --bundle FILE        an edge bundle, as millrace edge-bundle writes it
              --key FILE           the public key that signed it
              --store FILE         keep clicks there; without it they are forgotten at the end
              --server-list FILE   a saved answer of POST /v1/recommend, for the private mode
                                   (default: the list of somebody nothing is known of)
              --filter EXPRESSION  begin with a filter
              --engine NAME        auto, built-in or onnx (default: auto)
              --picture FILE       draw a PNG instead of opening a window
              --clicks N,N,...     click on these positions first, from 0""";

    /** Copies the list. */
    ShelfOptions {
        clicks = List.copyOf(clicks);
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException when it is not understood; the message says which part
     */
    static ShelfOptions parse(String... arguments) {
        Path bundle = null;
        Path key = null;
        Path store = null;
        Path serverList = null;
        String filter = "";
        Engine engine = Engine.AUTO;
        Path picture = null;
        List<Integer> clicks = new ArrayList<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(name + ": (expected: a value after it)");
            }
            String value = arguments[i + 1];
            switch (name) {
                case "--bundle" -> bundle = Path.of(value);
                case "--key" -> key = Path.of(value);
                case "--store" -> store = Path.of(value);
                case "--server-list" -> serverList = Path.of(value);
                case "--filter" -> filter = value;
                case "--engine" -> engine = engine(value);
                case "--picture" -> picture = Path.of(value);
                case "--clicks" -> clicks = positions(value);
                default -> throw new IllegalArgumentException(name + ": unknown option");
            }
        }
        if (bundle == null || key == null) {
            throw new IllegalArgumentException((bundle == null ? "--bundle" : "--key") + ": missing");
        }
        return new ShelfOptions(bundle, key, store, serverList, filter, engine, picture, clicks);
    }

    private static Engine engine(String name) {
        for (Engine engine : Engine.values()) {
            if (engine.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                return engine;
            }
        }
        throw new IllegalArgumentException("--engine: " + name + " (expected: auto, built-in or onnx)");
    }

    private static List<Integer> positions(String list) {
        try {
            return Arrays.stream(list.split(",", -1)).map(Integer::valueOf).toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--clicks: '" + list + "' (expected: positions such as 0,3,1)", e);
        }
    }
}
