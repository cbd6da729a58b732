package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import jdk.incubator.vector.ByteVector;
import org.junit.jupiter.api.Test;

final class ShapesTest {
    /** Linux spells extensions with an underscore and without; whoever has the second of these two has the first. */
    private static final Pattern PERMUTES_BYTES = Pattern.compile("\\bavx512_?vbmi2?\\b");

    @Test
    void bytesAreLookedUpInTheWidestVectorsThatTheProcessorPermutes() throws IOException {
        Path description = Path.of("/proc/cpuinfo");
        boolean permutes = Files.isReadable(description)
                && PERMUTES_BYTES.matcher(Files.readString(description)).find();
        int widest = ByteVector.SPECIES_PREFERRED.vectorBitSize();
        assertThat(Shapes.LOOKUPS.vectorBitSize()).isEqualTo(permutes && widest == 512 ? 512 : 128);
    }
}
