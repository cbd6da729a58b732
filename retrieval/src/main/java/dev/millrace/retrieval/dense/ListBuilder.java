package dev.millrace.retrieval.dense;

import dev.millrace.cascade.feature.FloatVectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;

/**
 * Builds {@link ClusteredLists}: centres by k-means, each item into the list of the nearest, and coded by what it
 * differs by from the centre.
 */
final class ListBuilder {
    private static final int GREATEST_CODE = 127;

    /** Items that the books are learned from. */
    private static final int SAMPLE = 20_000;

    private final FloatVectors vectors;
    private final int dimension;
    private final float[] centres;
    private final int[] listOf;
    private final int[] members;
    private final long seed;

    private ListBuilder(FloatVectors vectors, float[] centres, int[] listOf, long seed) {
        this.seed = seed;
        this.vectors = vectors;
        this.dimension = vectors.dimension();
        this.centres = centres;
        this.listOf = listOf;
        this.members = new int[centres.length / dimension];
        for (int list : listOf) {
            members[list]++;
        }
    }

    /**
     * Builds the lists of all items; a function of the vectors, the number and the seed alone.
     *
     * @param lists how many, at least 1 and at most the items
     * @param threads how many work
     */
    static ClusteredLists build(FloatVectors vectors, int lists, long seed, int threads, Progress progress) {
        float[] centres = KMeans.centres(vectors, lists, seed, threads, progress);
        int[] listOf = new NearestCentre(centres, vectors.dimension()).of(vectors.values(), threads);
        return new ListBuilder(vectors, centres, listOf, seed).fill(threads);
    }

    /** Returns where a row of the block of an item holds its byte, of blocks of so many rows. */
    static long offset(int position, int row, int rows) {
        long block = position / BlockScan.ITEMS;
        return (block * rows + row) * BlockScan.ITEMS + TableScan.column(position % BlockScan.ITEMS);
    }

    /** Returns a difference in units, 0 where the items of a list do not differ. */
    static float unit(float difference, float factor, float scale) {
        return scale > 0 ? difference * factor / scale : 0;
    }

    private static byte code(float value, float step) {
        return step == 0 ? 0 : (byte) Math.clamp(Math.round(value / step), -GREATEST_CODE, GREATEST_CODE);
    }

    @SuppressWarnings("MustBeClosedChecker") // the lists close it
    private ClusteredLists fill(int threads) {
        int blocks = 0;
        int[] firstBlocks = new int[members.length + 1];
        for (int list = 0; list < members.length; list++) {
            blocks += (members[list] + BlockScan.ITEMS - 1) / BlockScan.ITEMS;
            firstBlocks[list + 1] = blocks;
        }
        float[] factors = factors();
        float[] scales = deviations(factors);
        CodeBooks books = new CodeBookLearner(sample(factors, scales, seed), dimension, seed)
                .learn(factors, sample(factors, scales, seed + 1));
        ClusteredLists.Layout layout =
                new ClusteredLists.Layout(vectors.size(), dimension, members.length, Math.max(1, blocks), books.size());
        Arena arena = Arena.ofShared();
        MemorySegment memory = arena.allocate(layout.bytes(), 64);
        books.write(memory.asSlice(layout.books()));
        write(memory, layout.firstBlocks(), firstBlocks);
        write(memory, layout.origins(), centres);
        write(memory, layout.scales(), scales);
        int[] positions = place(memory, layout, firstBlocks);
        MemorySegment codes = memory.asSlice(layout.codes(), layout.codeBytes());
        Ranges.each(listOf.length, threads, (from, to) -> encode(from, to, positions, scales, books, codes));
        fillCentres(memory, layout);
        return new ClusteredLists(arena, memory, layout);
    }

    private static void write(MemorySegment memory, long at, float[] values) {
        MemorySegment.copy(values, 0, memory, ClusteredLists.FLOAT, at, values.length);
    }

    private static void write(MemorySegment memory, long at, int[] values) {
        MemorySegment.copy(values, 0, memory, ClusteredLists.INT, at, values.length);
    }

    /** Places the items of each list in order; returns where each stands. */
    private int[] place(MemorySegment memory, ClusteredLists.Layout layout, int[] firstBlocks) {
        MemorySegment ordinals = memory.asSlice(layout.ordinals(), (long) Integer.BYTES * layout.positions());
        for (int position = 0; position < layout.positions(); position++) {
            ordinals.setAtIndex(ClusteredLists.INT, position, -1);
        }
        int[] next = new int[members.length];
        for (int list = 0; list < members.length; list++) {
            next[list] = firstBlocks[list] * BlockScan.ITEMS;
        }
        int[] positions = new int[listOf.length];
        for (int item = 0; item < listOf.length; item++) {
            positions[item] = next[listOf[item]]++;
            ordinals.setAtIndex(ClusteredLists.INT, positions[item], item);
        }
        return positions;
    }

    private void encode(int from, int to, int[] positions, float[] scales, CodeBooks books, MemorySegment codes) {
        float[] units = new float[dimension];
        byte[] coded = new byte[books.count() / 2];
        for (int item = from; item < to; item++) {
            units(item, books.factors(), scales, units, 0);
            books.encode(units, coded);
            for (int row = 0; row < coded.length; row++) {
                codes.set(ValueLayout.JAVA_BYTE, offset(positions[item], row, coded.length), coded[row]);
            }
        }
    }

    private void units(int item, float[] factors, float[] scales, float[] into, int at) {
        for (int j = 0; j < dimension; j++) {
            into[at + j] = unit(residual(item, j), factors[j], scales[listOf[item]]);
        }
    }

    /** Returns the root of the mean square of each dimension: as great as vectors, and so queries, are along it. */
    private float[] factors() {
        double[] squares = new double[dimension];
        float[] values = vectors.values();
        for (int at = 0; at < values.length; at += dimension) {
            for (int j = 0; j < dimension; j++) {
                squares[j] += (double) values[at + j] * values[at + j];
            }
        }
        float[] factors = new float[dimension];
        for (int j = 0; j < dimension; j++) {
            factors[j] = (float) Math.sqrt(squares[j] / listOf.length);
        }
        return factors;
    }

    /**
     * Returns, for each list, the root of the mean square by which its items leave the centre, times the dimensions'
     * factors.
     */
    private float[] deviations(float[] factors) {
        double[] squares = new double[members.length];
        for (int item = 0; item < listOf.length; item++) {
            int list = listOf[item];
            for (int j = 0; j < dimension; j++) {
                double weighted = (double) residual(item, j) * factors[j];
                squares[list] += weighted * weighted;
            }
        }
        float[] deviations = new float[members.length];
        for (int list = 0; list < deviations.length; list++) {
            deviations[list] = members[list] == 0 ? 0 : (float) Math.sqrt(squares[list] / members[list] / dimension);
        }
        return deviations;
    }

    /** Returns items drawn with repetition, all where there are few, in units. */
    private float[] sample(float[] factors, float[] scales, long seed) {
        Random random = new Random(seed);
        int count = Math.min(SAMPLE, listOf.length);
        float[] sample = new float[count * dimension];
        for (int point = 0; point < count; point++) {
            int item = count == listOf.length ? point : random.nextInt(listOf.length);
            units(item, factors, scales, sample, point * dimension);
        }
        return sample;
    }

    /** Writes each centre as an item of one number more, the spread of its list. */
    private void fillCentres(MemorySegment memory, ClusteredLists.Layout layout) {
        int width = dimension + 1;
        float[] rows = new float[members.length * width];
        float[] ones = new float[dimension];
        Arrays.fill(ones, 1);
        float[] spreads = deviations(ones);
        for (int list = 0; list < members.length; list++) {
            System.arraycopy(centres, list * dimension, rows, list * width, dimension);
            rows[list * width + dimension] = spreads[list];
        }
        float[] steps = steps(rows, width);
        write(memory, layout.centreSteps(), steps);
        MemorySegment codes = memory.asSlice(layout.centres(), layout.centreBytes());
        for (int list = 0; list < members.length; list++) {
            for (int j = 0; j < width; j++) {
                codes.set(ValueLayout.JAVA_BYTE, centreOffset(list, j, width), code(rows[list * width + j], steps[j]));
            }
        }
    }

    /** Returns where a block of centres holds a number of one of them. */
    private static long centreOffset(int list, int j, int width) {
        long block = list / BlockScan.ITEMS;
        return (block * width + j) * BlockScan.ITEMS + list % BlockScan.ITEMS;
    }

    /** Returns how an item leaves the centre of its list along a dimension. */
    private float residual(int item, int j) {
        return vectors.values()[item * dimension + j] - centres[listOf[item] * dimension + j];
    }

    /** Returns what one unit of a code is worth in each column, so that the greatest value has the greatest code. */
    private static float[] steps(float[] rows, int width) {
        float[] steps = new float[width];
        for (int at = 0; at < rows.length; at += width) {
            for (int j = 0; j < width; j++) {
                steps[j] = Math.max(steps[j], Math.abs(rows[at + j]));
            }
        }
        for (int j = 0; j < width; j++) {
            steps[j] /= GREATEST_CODE;
        }
        return steps;
    }
}
