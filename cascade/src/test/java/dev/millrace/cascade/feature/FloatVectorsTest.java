package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatVectorsTest {
    private static final int ITEMS = 70;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 15, 16, 17, 31, 64, 65})
    void productsOfManyItemsAreThoseOfEach(int dimension) {
        Random random = new Random(dimension);
        FloatVectors vectors = new FloatVectors(gaussians(random, ITEMS * dimension), dimension);
        float[][] others = new float[3][];
        Arrays.setAll(others, i -> gaussians(random, dimension));
        int[] items = random.ints(50, 0, ITEMS).toArray();
        for (int count : new int[] {0, 1, 15, 16, 17, 32, 33, 50}) {
            float[] out = new float[3 * items.length];
            Arrays.fill(out, 7);
            vectors.dots(items, count, others[0], others[1], others[2], out);
            for (int i = 0; i < out.length; i++) {
                float expected = i < 3 * count ? vectors.dot(items[i / 3], others[i % 3]) : 7;
                assertThat(out[i]).as("number %d of %d items", i, count).isEqualTo(expected);
            }
        }
    }

    private static float[] gaussians(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
