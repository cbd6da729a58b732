package dev.millrace.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.ItemVectors;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WideVectorsTest {
    private static final int ITEMS = 50;
    private static final float UNTOUCHED = 77;

    private final Random random = new Random(3);

    private float[] draw(int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 31, 32, 64, 100, 257})
    void productsAreThoseOfOneNumberAfterTheOther(int dimension) {
        FloatVectors vectors = new FloatVectors(draw(ITEMS * dimension), dimension);
        ItemVectors wide = FastVectors.of(vectors);
        assertThat(wide).isInstanceOf(WideVectors.class);
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
        ItemVectors wide = FastVectors.of(new FloatVectors(draw(ITEMS * dimension), dimension));
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

    @Test
    void aVectorShorterThanARegisterStaysAsItIs() {
        FloatVectors vectors = new FloatVectors(draw(6), 3);
        assertThat(FastVectors.of(vectors)).isSameAs(vectors);
    }

    @Test
    void allElseIsThatOfTheVectors() {
        FloatVectors vectors = new FloatVectors(draw(ITEMS * 40), 40);
        ItemVectors wide = FastVectors.of(vectors);
        float[] vector = draw(40);
        float[] sum = vector.clone();
        float[] sumOfWide = vector.clone();
        vectors.add(3, 0.5f, sum);
        wide.add(3, 0.5f, sumOfWide);
        assertThat(sumOfWide).isEqualTo(sum);
        float[] copy = new float[40];
        wide.copy(9, copy);
        assertThat(wide.dot(9, vector)).isEqualTo(vectors.dot(9, vector));
        assertThat(wide.dot(9, 9)).isEqualTo(vectors.dot(9, 9));
        assertThat(vectors.dot(9, copy)).isCloseTo(vectors.dot(9, 9), within(1e-5f));
        assertThat(wide.size()).isEqualTo(ITEMS);
        assertThat(wide.dimension()).isEqualTo(40);
    }
}
