package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.feature.FloatVectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableScanTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 20, 33, 64, 130, 256, 700})
    void theFastSumsAreThePlainOnes(int dimension) {
        Random random = new Random(dimension);
        CodeBooks books = books(random, dimension);
        QueryTables tables = new QueryTables(books);
        int bytes = books.count() / 2 * BlockScan.ITEMS;
        int blocks = 3;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment codes = arena.allocate((long) blocks * bytes);
            byte[] drawn = new byte[blocks * bytes];
            random.nextBytes(drawn);
            MemorySegment.copy(drawn, 0, codes, ValueLayout.JAVA_BYTE, 0, drawn.length);
            for (int round = 0; round < 4; round++) {
                tables.prepare(vector(random, dimension, round == 0 ? 0 : Math.pow(30, round - 2)));
                for (int block = 0; block < blocks; block++) {
                    short[] plain = new short[BlockScan.ITEMS];
                    TableScan.scalar(codes, (long) block * bytes, tables, (short) 0, plain);
                    short[] sorted = plain.clone();
                    Arrays.sort(sorted);
                    for (short limit : new short[] {-1, 0, sorted[10], sorted[40], sorted[63], Short.MAX_VALUE}) {
                        short[] fast = new short[BlockScan.ITEMS];
                        long good = TableScan.score(codes, (long) block * bytes, tables, limit, fast);
                        assertThat(fast).isEqualTo(plain);
                        for (int item = 0; item < BlockScan.ITEMS; item++) {
                            assertThat((good >>> item & 1) == 1).isEqualTo(plain[item] > limit);
                        }
                    }
                    assertThat(sorted[0]).isNotNegative();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 64, 2048})
    void theGreatestSumOverflowsNothing(int dimension) {
        Random random = new Random(6);
        float[] words = new float[dimension * CodeBooks.WORDS];
        for (int at = 0; at < words.length; at++) {
            boolean wide = at / CodeBooks.WORDS < QueryTables.wide(dimension);
            words[at] = (wide ? 1 : 1e-4f) * (float) random.nextGaussian();
        }
        float[] ones = new float[dimension];
        Arrays.fill(ones, 1);
        int[] begins = IntStream.rangeClosed(0, dimension).toArray();
        int[] dimensions = IntStream.range(0, dimension).toArray();
        CodeBooks books = new CodeBooks(ones, new float[dimension], begins, dimensions, words);
        QueryTables tables = new QueryTables(books);
        tables.prepare(ones);
        int bytes = books.count() / 2 * BlockScan.ITEMS;
        int greatest = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment codes = arena.allocate(bytes);
            for (int book = 0; book < books.count(); book++) {
                int best = 0;
                for (int word = 1; word < CodeBooks.WORDS; word++) {
                    best = steps(tables, book, word) > steps(tables, book, best) ? word : best;
                }
                greatest += steps(tables, book, best);
                for (int item = 0; item < BlockScan.ITEMS; item++) {
                    long at = (long) (book / 2) * BlockScan.ITEMS + item;
                    int both = codes.get(ValueLayout.JAVA_BYTE, at) | best << (4 * (book % 2));
                    codes.set(ValueLayout.JAVA_BYTE, at, (byte) both);
                }
            }
            short[] sums = new short[BlockScan.ITEMS];
            assertThat(TableScan.score(codes, 0, tables, (short) (greatest - 1), sums))
                    .isEqualTo(-1L);
            assertThat(sums).containsOnly((short) greatest);
            assertThat(greatest).isBetween(30_000, (int) Short.MAX_VALUE);
        }
    }

    private static int steps(QueryTables tables, int book, int word) {
        int at = book * QueryTables.WIDTH + word;
        return tables.low()[at] + (at < tables.high().length ? (tables.high()[at] & 0xff) << QueryTables.LOW_BITS : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 16, 64, 96})
    void sumsAreProductsAsFarOffAsTheTablesSay(int dimension) {
        FloatVectors items = new Clusters(dimension, 40, dimension).items(5_000, 3);
        Random random = new Random(3);
        try (ClusteredLists lists = ListBuilder.build(items, 60, 1, 2, Progress.NONE)) {
            QueryTables tables = new QueryTables(lists.books());
            short[] sums = new short[BlockScan.ITEMS];
            double squares = 0;
            double promised = 0;
            for (int round = 0; round < 10; round++) {
                float[] query = vector(random, dimension, 1);
                tables.prepare(query);
                for (int list = 0; list < lists.layout().lists(); list++) {
                    float start = lists.origin(list, query) + lists.scale(list) * tables.base();
                    float perStep = lists.scale(list) * tables.step();
                    for (int block = lists.firstBlock(list); block < lists.firstBlock(list + 1); block++) {
                        TableScan.score(
                                lists.codes(),
                                (long) block * lists.layout().bookSize().blockBytes(),
                                tables,
                                Short.MAX_VALUE,
                                sums);
                        for (int lane = 0; lane < BlockScan.ITEMS; lane++) {
                            int item = lists.ordinal(block * BlockScan.ITEMS + lane);
                            if (item >= 0) {
                                double off = start + perStep * sums[lane] - items.dot(item, query);
                                squares += off * off;
                                promised += Math.pow(tables.deviation() * lists.scale(list), 2);
                            }
                        }
                    }
                }
            }
            assertThat(Math.sqrt(squares / promised)).isBetween(0.5, 1.3);
        }
    }

    private static CodeBooks books(Random random, int dimension) {
        float[] factors = new float[dimension];
        float[] sample = new float[300 * dimension];
        for (int j = 0; j < dimension; j++) {
            factors[j] = j % 7 == 3 ? 0 : 1f / (1 + j);
            for (int point = 0; point < 300; point++) {
                sample[point * dimension + j] = factors[j] * (float) random.nextGaussian();
            }
        }
        return new CodeBookLearner(sample, dimension, 5).learn(factors, sample.clone());
    }

    private static float[] vector(Random random, int dimension, double norm) {
        float[] vector = new float[dimension];
        for (int j = 0; j < dimension; j++) {
            vector[j] = (float) (norm * random.nextGaussian());
        }
        return vector;
    }
}
