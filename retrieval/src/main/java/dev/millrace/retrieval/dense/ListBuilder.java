package dev.millrace.retrieval.dense;

import dev.millrace.cascade.feature.FloatVectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Builds {@link ClusteredLists}: centres by k-means, each item into the list of the nearest, int8 codes with one step a
 * dimension.
 */
final class ListBuilder {
    private static final int GREATEST_CODE = 127;

    private final FloatVectors vectors;
    private final int dimension;
    private final float[] centres;
    private final int[] listOf;
    private final int[] members;

    private ListBuilder(FloatVectors vectors, float[] centres, int[] listOf) {
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
        return new ListBuilder(vectors, centres, listOf).fill();
    }

    /** Returns where the code of one dimension of the item at a position lies. */
    static long offset(int position, int j, int dimension) {
        long block = position / BlockScan.ITEMS;
        return (block * dimension + j) * BlockScan.ITEMS + position % BlockScan.ITEMS;
    }

    static byte code(float value, float step) {
        return step == 0 ? 0 : (byte) Math.clamp(Math.round(value / step), -GREATEST_CODE, GREATEST_CODE);
    }

    @SuppressWarnings("MustBeClosedChecker") // the lists close it
    private ClusteredLists fill() {
        int blocks = 0;
        int[] firstBlocks = new int[members.length + 1];
        for (int list = 0; list < members.length; list++) {
            blocks += (members[list] + BlockScan.ITEMS - 1) / BlockScan.ITEMS;
            firstBlocks[list + 1] = blocks;
        }
        ClusteredLists.Layout layout =
                new ClusteredLists.Layout(vectors.size(), dimension, members.length, Math.max(1, blocks));
        Arena arena = Arena.ofShared();
        MemorySegment memory = arena.allocate(layout.bytes(), 64);
        MemorySegment.copy(firstBlocks, 0, memory, ClusteredLists.INT, layout.firstBlocks(), firstBlocks.length);
        MemorySegment.copy(centres, 0, memory, ClusteredLists.FLOAT, layout.origins(), centres.length);
        fillItems(memory, layout, firstBlocks);
        fillCentres(memory, layout);
        return new ClusteredLists(arena, memory, layout);
    }

    private void fillItems(MemorySegment memory, ClusteredLists.Layout layout, int[] firstBlocks) {
        float[] steps = deviations();
        float[] scales = scales(steps);
        MemorySegment.copy(scales, 0, memory, ClusteredLists.FLOAT, layout.scales(), scales.length);
        MemorySegment.copy(steps, 0, memory, ClusteredLists.FLOAT, layout.steps(), dimension);
        MemorySegment ordinals = memory.asSlice(layout.ordinals(), (long) Integer.BYTES * layout.positions());
        for (int position = 0; position < layout.positions(); position++) {
            ordinals.setAtIndex(ClusteredLists.INT, position, -1);
        }
        int[] next = new int[members.length];
        for (int list = 0; list < members.length; list++) {
            next[list] = firstBlocks[list] * BlockScan.ITEMS;
        }
        MemorySegment codes = memory.asSlice(layout.codes(), layout.codeBytes());
        for (int item = 0; item < listOf.length; item++) {
            int position = next[listOf[item]]++;
            ordinals.setAtIndex(ClusteredLists.INT, position, item);
            for (int j = 0; j < dimension; j++) {
                byte code = code(residual(item, j), steps[j] * scales[listOf[item]]);
                codes.set(ValueLayout.JAVA_BYTE, offset(position, j, dimension), code);
            }
        }
    }

    /** Writes each centre as an item of one number more, the spread of its list. */
    private void fillCentres(MemorySegment memory, ClusteredLists.Layout layout) {
        int width = dimension + 1;
        float[] rows = new float[members.length * width];
        double[] squares = spreads();
        for (int list = 0; list < members.length; list++) {
            System.arraycopy(centres, list * dimension, rows, list * width, dimension);
            rows[list * width + dimension] =
                    members[list] == 0 ? 0 : (float) Math.sqrt(squares[list] / members[list] / dimension);
        }
        float[] steps = steps(rows, width);
        MemorySegment.copy(steps, 0, memory, ClusteredLists.FLOAT, layout.centreSteps(), width);
        MemorySegment codes = memory.asSlice(layout.centres(), layout.centreBytes());
        for (int list = 0; list < members.length; list++) {
            for (int j = 0; j < width; j++) {
                codes.set(ValueLayout.JAVA_BYTE, offset(list, j, width), code(rows[list * width + j], steps[j]));
            }
        }
    }

    /** Returns the sum of the squared distances of each list's items from its centre. */
    private double[] spreads() {
        double[] squares = new double[members.length];
        for (int item = 0; item < listOf.length; item++) {
            int list = listOf[item];
            for (int j = 0; j < dimension; j++) {
                double difference = residual(item, j);
                squares[list] += difference * difference;
            }
        }
        return squares;
    }

    /** Returns how an item leaves the centre of its list along a dimension. */
    private float residual(int item, int j) {
        return vectors.values()[item * dimension + j] - centres[listOf[item] * dimension + j];
    }

    /** Returns the root of the mean square of the residuals along each dimension. */
    private float[] deviations() {
        double[] squares = new double[dimension];
        for (int item = 0; item < listOf.length; item++) {
            for (int j = 0; j < dimension; j++) {
                float residual = residual(item, j);
                squares[j] += residual * residual;
            }
        }
        float[] deviations = new float[dimension];
        for (int j = 0; j < dimension; j++) {
            deviations[j] = (float) Math.sqrt(squares[j] / listOf.length);
        }
        return deviations;
    }

    /** Returns, for each list, how many steps a unit of its codes is, so that its greatest residual has the greatest code. */
    private float[] scales(float[] steps) {
        float[] scales = new float[members.length];
        for (int item = 0; item < listOf.length; item++) {
            for (int j = 0; j < dimension; j++) {
                if (steps[j] > 0) {
                    float units = Math.abs(residual(item, j)) / steps[j] / GREATEST_CODE;
                    scales[listOf[item]] = Math.max(scales[listOf[item]], units);
                }
            }
        }
        return scales;
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
