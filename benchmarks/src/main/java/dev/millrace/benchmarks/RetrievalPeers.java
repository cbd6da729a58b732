package dev.millrace.benchmarks;

import dev.millrace.cascade.feature.FloatVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Other people's vector search, by the name of a benchmark's engine: {@code lucene-16} and {@code hnswlib-16} with the
 * connections of their graphs, {@code faiss-IVF2000_Flat} with what faiss' factory makes, an underscore for each comma.
 * Stateless.
 */
public final class RetrievalPeers {
    private static final Pattern NAME = Pattern.compile("(lucene|hnswlib|faiss)-(\\w+)");

    private RetrievalPeers() {}

    /** Returns whether an engine is a peer. */
    static boolean named(String engine) {
        return NAME.matcher(engine).matches();
    }

    /** Returns why an engine cannot be had on this machine and what to install, in one line, or null where it can. */
    public static @Nullable String missing(String engine) {
        if (engine.startsWith("hnswlib-")) {
            return NativeLibrary.HNSWLIB.missing();
        }
        return engine.startsWith("faiss-") ? NativeLibrary.FAISS.missing() : null;
    }

    /** Opens a peer, built where the folder has none of that name. */
    static RetrievalEngine open(String engine, Path folder, FloatVectors items) throws IOException {
        Matcher name = NAME.matcher(engine);
        if (!name.matches()) {
            throw new IllegalArgumentException(
                    "engine: " + engine + " (expected: such as lucene-16, hnswlib-16, faiss-IVF2000_Flat)");
        }
        String settings = name.group(2);
        return switch (name.group(1)) {
            case "lucene" -> LuceneHnswPeer.open(folder.resolve(engine + "-100"), items, Integer.parseInt(settings));
            case "hnswlib" -> NativePeer.hnswlib(folder, items, Integer.parseInt(settings));
            default -> NativePeer.faiss(folder, items, settings.replace('_', ','));
        };
    }
}
