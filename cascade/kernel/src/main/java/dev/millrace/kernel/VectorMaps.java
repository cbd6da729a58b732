package dev.millrace.kernel;

import dev.millrace.cascade.feature.VectorReader;
import dev.millrace.cascade.release.ArrayFile;
import dev.millrace.cascade.release.BadReleaseException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;

/**
 * Maps the vectors of a release instead of reading them. Thread-safe; closed once by its owner, when nobody uses the
 * vectors any more, all of which go with it.
 */
public final class VectorMaps implements VectorReader, AutoCloseable {
    private final Arena arena;

    /** Creates them; none is there yet. */
    @SuppressWarnings("MustBeClosedChecker") // closed with this
    public VectorMaps() {
        arena = Arena.ofShared();
    }

    @Override
    public NativeVectors read(ArrayFile.Span span, int dimension) {
        try (FileChannel channel = FileChannel.open(span.file(), StandardOpenOption.READ)) {
            return new NativeVectors(
                    channel.map(MapMode.READ_ONLY, span.offset(), span.count() * Float.BYTES, arena), dimension);
        } catch (IOException e) {
            throw new BadReleaseException(span.file(), "cannot be mapped: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
