package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeBooksTest {
    private static final int POINTS = 4_000;

    /** What is lost of dimensions that count alike, with 16 words each, and of dimensions that count less and less. */
    @ParameterizedTest
    @CsvSource({"64, 0, 0.015, 64", "64, 1, 0.02, 32", "64, 2, 0.002, 32", "17, 0.5, 0.02, 18", "3, 0, 0.02, 4"})
    void fewBooksAreEnoughWhereSomeDimensionsCountForMore(int dimension, double decay, double lost, int books) {
        CodeBooks learned = learn(dimension, decay, 1);
        assertThat(learned.count()).isEqualTo(books);
        Random random = new Random(9);
        double before = 0;
        double after = 0;
        double[] errors = new double[dimension];
        byte[] codes = new byte[learned.count() / 2];
        for (int point = 0; point < POINTS; point++) {
            float[] units = units(random, dimension, decay);
            before += squares(units);
            learned.encode(units, codes);
            after += squares(units);
            for (int j = 0; j < dimension; j++) {
                errors[j] += units[j] * units[j] / POINTS;
            }
        }
        assertThat(after / before).isLessThan(lost);
        double promised = 0;
        for (float error : learned.errors()) {
            promised += error;
        }
        assertThat(after / POINTS / promised).isBetween(0.6, 1.6);
    }

    @Test
    void everyDimensionHasItsColumnAndASecondBookComesBehindTheFirst() {
        CodeBooks books = learn(64, 2, 1);
        int[] seen = new int[64];
        float[] firstRange = new float[64];
        for (int book = 0; book < books.count(); book++) {
            for (int column = books.begins()[book]; column < books.begins()[book + 1]; column++) {
                int dimension = books.dimensions()[column];
                seen[dimension]++;
                float range = range(books, column);
                if (seen[dimension] == 1) {
                    firstRange[dimension] = range;
                } else {
                    assertThat(books.begins()[book + 1] - books.begins()[book]).isEqualTo(1);
                    assertThat(range).isLessThan(firstRange[dimension] / 3);
                }
            }
        }
        assertThat(seen).containsOnly(1, 2);
        assertThat(IntStream.of(seen).filter(times -> times == 2).count()).isGreaterThan(3);
        assertThat(seen[0]).isEqualTo(2);
    }

    private static float range(CodeBooks books, int column) {
        float[] words = Arrays.copyOfRange(books.words(), column * CodeBooks.WORDS, (column + 1) * CodeBooks.WORDS);
        Arrays.sort(words);
        return words[CodeBooks.WORDS - 1] - words[0];
    }

    @Test
    void equalSamplesAndSeedsGiveEqualBooks() {
        assertThat(learn(20, 1, 4).words()).isEqualTo(learn(20, 1, 4).words());
        assertThat(learn(20, 1, 4).words()).isNotEqualTo(learn(20, 1, 5).words());
    }

    @Test
    void pointsThatAreAllAlikeLoseNothing() {
        float[] sample = new float[50 * 6];
        Arrays.fill(sample, 0.25f);
        float[] factors = new float[6];
        Arrays.fill(factors, 1);
        CodeBooks books = new CodeBookLearner(sample, 6, 1).learn(factors, sample.clone());
        float[] units = {0.25f, 0.25f, 0.25f, 0.25f, 0.25f, 0.25f};
        books.encode(units, new byte[books.count() / 2]);
        assertThat(units).containsOnly(0);
    }

    private static CodeBooks learn(int dimension, double decay, long seed) {
        Random random = new Random(8);
        float[] factors = new float[dimension];
        Arrays.fill(factors, 1);
        return new CodeBookLearner(sample(random, dimension, decay), dimension, seed)
                .learn(factors, sample(random, dimension, decay));
    }

    private static float[] sample(Random random, int dimension, double decay) {
        float[] sample = new float[POINTS * dimension];
        for (int point = 0; point < POINTS; point++) {
            System.arraycopy(units(random, dimension, decay), 0, sample, point * dimension, dimension);
        }
        return sample;
    }

    private static float[] units(Random random, int dimension, double decay) {
        float[] units = new float[dimension];
        for (int j = 0; j < dimension; j++) {
            units[j] = (float) (Math.pow(1 + j, -decay) * random.nextGaussian());
        }
        return units;
    }

    private static double squares(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += value * value;
        }
        return squares;
    }
}
