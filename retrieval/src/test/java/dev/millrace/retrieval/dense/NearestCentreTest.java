package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestCentreTest {
    @ParameterizedTest
    @CsvSource({"1,1,1", "5,3,2", "7,33,16", "64,64,17", "130,31,65", "1100,257,64", "9,700,128"})
    void findsTheCentreOfLeastDistance(int points, int centres, int dimension) {
        Random random = new Random(points);
        // Whole numbers: no rounding, many ties.
        float[] rows = whole(random, points * dimension);
        float[] centreRows = whole(random, centres * dimension);
        int[] expected = new int[points];
        for (int point = 0; point < points; point++) {
            long least = Long.MAX_VALUE;
            for (int centre = 0; centre < centres; centre++) {
                long distance = 0;
                for (int j = 0; j < dimension; j++) {
                    long difference = (long) (rows[point * dimension + j] - centreRows[centre * dimension + j]);
                    distance += difference * difference;
                }
                if (distance < least) {
                    least = distance;
                    expected[point] = centre;
                }
            }
        }
        NearestCentre nearest = new NearestCentre(centreRows, dimension);
        assertThat(nearest.of(rows, 1)).isEqualTo(expected);
        assertThat(nearest.of(rows, 3)).isEqualTo(expected);
    }

    @Test
    void aPointAloneFindsWhatItFindsAmongOthers() {
        Random random = new Random(3);
        float[] rows = new float[103 * 20];
        float[] centres = new float[70 * 20];
        for (float[] values : new float[][] {rows, centres}) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
        }
        NearestCentre nearest = new NearestCentre(centres, 20);
        int[] together = nearest.of(rows, 1);
        for (int point = 0; point < 103; point++) {
            assertThat(nearest.of(Arrays.copyOfRange(rows, point * 20, (point + 1) * 20), 1))
                    .containsExactly(together[point]);
        }
    }

    private static float[] whole(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextInt(7) - 3;
        }
        return values;
    }
}
