package dev.millrace.retrieval.dense;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors that loops over blocks are written for. */
final class Shapes {
    /** As Linux spells it: without the underscore that the extensions after it have. */
    static final String PERMUTES_BYTES = "avx512vbmi";

    /** As wide as the machine's, and not wider than a row of 16 numbers. */
    static final VectorSpecies<Float> FLOATS =
            FloatVector.SPECIES_PREFERRED.length() > 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;

    /**
     * As wide as one instruction looks bytes up in a table: 128 bits everywhere, 512 where the processor can permute
     * bytes, which the Vector API does not tell (ADR 0044).
     */
    static final VectorSpecies<Byte> LOOKUPS =
            ByteVector.SPECIES_PREFERRED.vectorBitSize() == 512 && processorHas(PERMUTES_BYTES)
                    ? ByteVector.SPECIES_512
                    : ByteVector.SPECIES_128;

    private Shapes() {}

    /** Returns whether the first line of flags has a feature. */
    static boolean has(Stream<String> description, String feature) {
        return description
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> List.of(line.split("\\s+")).contains(feature))
                .orElse(false);
    }

    /** Returns whether Linux says that the processor has a feature; false where there is no telling. */
    private static boolean processorHas(String feature) {
        Path description = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(description)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(description)) {
            return has(lines, feature);
        } catch (IOException | UncheckedIOException e) {
            return false; // narrower vectors find the same
        }
    }
}
