package dev.millrace.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.release.ArrayFile;
import dev.millrace.cascade.release.ArrayFileWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NativeVectorsTest {
    private static final int ITEMS = 50;
    private static final float UNTOUCHED = 77;
    private static final String VALUES = "values";

    @TempDir
    private Path folder;

    private final Random random = new Random(3);

    private float[] draw(int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    private FloatVectors heap(int dimension) {
        return new FloatVectors(draw(ITEMS * dimension), dimension);
    }

    /** Returns where the numbers lie in a file as it is written now, or as it was before rows were aligned. */
    private ArrayFile.Span written(FloatVectors vectors, boolean aligned) throws IOException {
        Path file = folder.resolve(aligned + ".bin");
        try (ArrayFileWriter writer = new ArrayFileWriter(file)) {
            writer.ints("dimension", vectors.dimension());
            if (aligned) {
                writer.alignedFloats(VALUES, vectors.values());
            } else {
                writer.floats(VALUES, vectors.values());
            }
        }
        return ArrayFile.read(file, VALUES).span(VALUES);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 31, 32, 64, 100, 257})
    void productsOfManyAreThoseOfOneNumberAfterTheOther(int dimension) {
        FloatVectors vectors = heap(dimension);
        ItemVectors wide = NativeVectors.of(vectors);
        float[] first = draw(dimension);
        float[] second = draw(dimension);
        float[] third = draw(dimension);
        int[] items = {49, 0, 7, 7, 31, 12};
        float[] expected = new float[3 * items.length + 1];
        float[] found = new float[3 * items.length + 1];
        expected[3 * items.length - 3] = UNTOUCHED;
        found[3 * items.length - 3] = UNTOUCHED;
        vectors.dots(items, items.length - 1, first, second, third, expected);
        wide.dots(items, items.length - 1, first, second, third, found);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
        }
        assertThat(found[3 * items.length - 3]).isEqualTo(UNTOUCHED);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 100})
    void productsAreTheSameAloneAmongOthersAndOnceCompiled(int dimension) {
        ItemVectors wide = NativeVectors.of(heap(dimension));
        float[] first = draw(dimension);
        float[] second = draw(dimension);
        float[] third = draw(dimension);
        float[] alone = new float[3];
        wide.dots(new int[] {17}, 1, first, second, third, alone);
        int[] items = new int[ITEMS];
        Arrays.setAll(items, item -> item);
        float[] found = new float[3 * ITEMS];
        for (int round = 0; round < 2_000; round++) {
            wide.dots(items, ITEMS, first, second, third, found);
            assertThat(Arrays.copyOfRange(found, 3 * 17, 3 * 18)).isEqualTo(alone);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 16, 17, 64, 65})
    void allElseIsThatOfTheHeapToTheLastBitWhereverTheMemoryBegins(int dimension) throws IOException {
        FloatVectors vectors = heap(dimension);
        ArrayFile.Span aligned = written(vectors, true);
        ArrayFile.Span unaligned = written(vectors, false);
        assertThat(aligned.offset() % 64).isZero();
        assertThat(unaligned.offset() % 4).isNotZero();
        try (VectorMaps maps = new VectorMaps()) {
            NativeVectors first = maps.read(aligned, dimension);
            assertThat(first.rows().address() % 64).isZero();
            for (NativeVectors there : List.of(first, maps.read(unaligned, dimension), NativeVectors.of(vectors))) {
                assertThat(there.rows().isNative()).isTrue();
                assertThat(NativeVectors.of(there)).isSameAs(there);
                assertThat(there.size()).isEqualTo(ITEMS);
                assertThat(there.dimension()).isEqualTo(dimension);
                same(there, vectors);
            }
        }
    }

    private void same(NativeVectors there, FloatVectors vectors) {
        float[] one = draw(vectors.dimension());
        float[] two = draw(vectors.dimension());
        for (int item : new int[] {0, 1, 31, ITEMS - 1}) {
            assertThat(there.dot(item, one)).isEqualTo(vectors.dot(item, one));
            assertThat(there.dot(item, 5)).isEqualTo(vectors.dot(item, 5));
            float[] found = new float[3];
            float[] expected = new float[3];
            there.dots(item, one, two, one, found);
            vectors.dots(item, one, two, one, expected);
            assertThat(found).isEqualTo(expected);
            float[] sum = two.clone();
            float[] expectedSum = two.clone();
            there.add(item, 0.3f, sum);
            vectors.add(item, 0.3f, expectedSum);
            assertThat(sum).isEqualTo(expectedSum);
            there.copy(item, sum);
            vectors.copy(item, expectedSum);
            assertThat(sum).isEqualTo(expectedSum);
        }
    }

    @Test
    void vectorsShorterThanARegisterHaveTheProductsOfTheHeap() {
        FloatVectors vectors = heap(3);
        float[] vector = draw(3);
        int[] items = {4, 49, 0};
        float[] found = new float[9];
        float[] expected = new float[9];
        NativeVectors.of(vectors).dots(items, 3, vector, vector, vector, found);
        vectors.dots(items, 3, vector, vector, vector, expected);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void nothingIsReadOnceTheMapsAreClosed() throws IOException {
        VectorMaps maps = new VectorMaps();
        NativeVectors vectors = maps.read(written(heap(64), true), 64);
        maps.close();
        float[] vector = draw(64);
        float[] out = new float[3];
        assertThatIllegalStateException().isThrownBy(() -> vectors.dot(0, vector));
        assertThatIllegalStateException().isThrownBy(() -> vectors.dot(0, 1));
        assertThatIllegalStateException().isThrownBy(() -> vectors.add(0, 1, vector));
        assertThatIllegalStateException().isThrownBy(() -> vectors.copy(0, vector));
        assertThatIllegalStateException().isThrownBy(() -> vectors.dots(new int[] {0}, 1, vector, vector, vector, out));
    }

    /** The file claims 2^31 + 64 numbers, of which the last are written; the others are a hole. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void moreNumbersThanAnArrayHoldsAreMapped() throws IOException {
        long count = (1L << 31) + 64;
        ArrayFile.Span none = written(new FloatVectors(new float[0], 64), true);
        try (RandomAccessFile file = new RandomAccessFile(none.file().toFile(), "rw")) {
            file.seek(none.offset() - Long.BYTES);
            file.writeLong(Long.reverseBytes(count));
            ByteBuffer last = ByteBuffer.allocate(64 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 64; i++) {
                last.putFloat(i);
            }
            file.seek(none.offset() + (count - 64) * Float.BYTES);
            file.write(last.array());
        }
        try (VectorMaps maps = new VectorMaps()) {
            NativeVectors vectors =
                    maps.read(ArrayFile.read(none.file(), VALUES).span(VALUES), 64);
            int last = (1 << 25);
            assertThat(vectors.size()).isEqualTo(last + 1);
            float[] row = new float[64];
            vectors.copy(last, row);
            assertThat(row).startsWith(0, 1, 2).endsWith(62, 63);
            assertThat(vectors.dot(last, last)).isEqualTo(85_344);
            assertThat(vectors.dot(last - 1, row)).isZero();
            float[] out = new float[3];
            vectors.dots(new int[] {last}, 1, row, row, row, out);
            assertThat(out).containsOnly(85_344);
        }
    }

    @Test
    void noVectorsAreMappedToo() throws IOException {
        try (VectorMaps maps = new VectorMaps()) {
            assertThat(maps.read(written(new FloatVectors(new float[0], 8), true), 8)
                            .size())
                    .isZero();
        }
    }

    @Test
    void memoryThatIsAnArrayOrHoldsNoWholeVectorsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NativeVectors(MemorySegment.ofArray(new float[8]), 4))
                .withMessageContaining("(expected: native memory)");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rows = arena.allocate(48);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new NativeVectors(rows, 5))
                    .withMessage("dimension: 5 (expected: a divisor of 12 values)");
            assertThatIllegalArgumentException().isThrownBy(() -> new NativeVectors(rows, 0));
            assertThatIllegalArgumentException().isThrownBy(() -> new NativeVectors(rows.asSlice(1), 4));
        }
    }
}
