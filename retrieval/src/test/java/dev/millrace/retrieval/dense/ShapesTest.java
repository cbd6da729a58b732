package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.incubator.vector.ByteVector;
import org.junit.jupiter.api.Test;

final class ShapesTest {
    /** Linux spells extensions with an underscore and without; whoever has the second of these two has the first. */
    private static final Pattern PERMUTES_BYTES = Pattern.compile("\\bavx512_?vbmi2?\\b");

    @Test
    void aProcessorHasWhatItsFlagsSayAndNotWhatBeginsLikeIt() {
        assertThat(Shapes.has(
                        Stream.of("model name: avx512vbmi", "flags : fpu avx512bw avx512vbmi avx512_vbmi2"),
                        Shapes.PERMUTES_BYTES))
                .isTrue();
        assertThat(Shapes.has(Stream.of("flags : fpu avx512bw avx512vbmi2"), Shapes.PERMUTES_BYTES))
                .isFalse();
        assertThat(Shapes.has(Stream.of("Features : asimd"), Shapes.PERMUTES_BYTES))
                .isFalse();
    }

    @Test
    void bytesAreLookedUpInTheWidestVectorsThatTheProcessorPermutes() throws IOException {
        Path description = Path.of("/proc/cpuinfo");
        boolean permutes = Files.isReadable(description)
                && PERMUTES_BYTES.matcher(Files.readString(description)).find();
        int widest = ByteVector.SPECIES_PREFERRED.vectorBitSize();
        assertThat(Shapes.LOOKUPS.vectorBitSize()).isEqualTo(permutes && widest == 512 ? 512 : 128);
    }
}
