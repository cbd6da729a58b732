package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockScanTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 130, 256})
    void theFastScoresAreThePlainOnesBitForBit(int dimension) {
        Random random = new Random(dimension);
        int blocks = 3;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment codes = arena.allocate((long) blocks * dimension * BlockScan.ITEMS);
            byte[] bytes = new byte[(int) codes.byteSize()];
            random.nextBytes(bytes);
            MemorySegment.copy(bytes, 0, codes, ValueLayout.JAVA_BYTE, 0, bytes.length);
            float[] query = new float[dimension];
            for (int j = 0; j < dimension; j++) {
                query[j] = (float) random.nextGaussian();
            }
            for (int block = 0; block < blocks; block++) {
                long base = (long) block * dimension * BlockScan.ITEMS;
                for (float threshold : new float[] {Float.NEGATIVE_INFINITY, -10, 0, 3.5f, Float.POSITIVE_INFINITY}) {
                    float[] fast = new float[BlockScan.ITEMS + 5];
                    float[] plain = new float[BlockScan.ITEMS + 5];
                    long good = BlockScan.score(codes, base, query, 1.25f, threshold, fast, 5);
                    assertThat(good).isEqualTo(BlockScan.scalar(codes, base, query, 1.25f, threshold, plain, 5));
                    assertThat(fast).isEqualTo(plain);
                    for (int item = 0; item < BlockScan.ITEMS; item++) {
                        assertThat((good >>> item & 1) == 1).isEqualTo(plain[5 + item] > threshold);
                    }
                }
            }
        }
    }
}
