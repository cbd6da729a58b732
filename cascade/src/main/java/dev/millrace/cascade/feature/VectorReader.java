package dev.millrace.cascade.feature;

import dev.millrace.cascade.release.ArrayFile;
import dev.millrace.cascade.release.BadReleaseException;

/** Reads the vectors of a release: onto the heap, as {@link FloatVectors#read} does, or to where it likes. */
@FunctionalInterface
public interface VectorReader {
    /**
     * Returns the vectors that lie in a file, [size x dimension] row-major.
     *
     * @throws BadReleaseException naming the file where it cannot be read
     * @throws IllegalArgumentException where the numbers are no whole vectors
     */
    ItemVectors read(ArrayFile.Span span, int dimension);
}
