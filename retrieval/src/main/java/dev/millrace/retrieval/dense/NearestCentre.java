package dev.millrace.retrieval.dense;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Finds the centre nearest to a point: that of greatest {@code x.c - |c|^2 / 2}, ties by the lower number. Immutable
 * and thread-safe.
 *
 * <p>Centres lie in tiles of {@value #TILE}, [dimension x {@value #TILE}], so that a centre is a lane; four points
 * share every tile that is read, and as many tiles as fit into a core's cache are met by all points of a range before
 * the next are read.
 */
final class NearestCentre {
    private static final VectorSpecies<Float> FLOATS = Shapes.FLOATS;
    private static final int LANES = FLOATS.length();
    private static final int TILE = 32;
    private static final int CACHED_BYTES = 1 << 18;
    private static final FloatVector LANE_NUMBERS = FloatVector.zero(FLOATS).addIndex(1);

    private final int dimension;
    private final int tiles;
    private final float[] tiled;
    private final float[] bias;

    /** Prepares centres, [count x dimension] row-major, count below 2^24. */
    NearestCentre(float[] centres, int dimension) {
        int count = centres.length / dimension;
        this.dimension = dimension;
        this.tiles = (count + TILE - 1) / TILE;
        this.tiled = new float[tiles * TILE * dimension];
        this.bias = new float[tiles * TILE];
        Arrays.fill(bias, Float.NEGATIVE_INFINITY);
        for (int centre = 0; centre < count; centre++) {
            double squares = 0;
            for (int j = 0; j < dimension; j++) {
                float value = centres[centre * dimension + j];
                squares += value * value;
                tiled[(centre / TILE * dimension + j) * TILE + centre % TILE] = value;
            }
            bias[centre] = (float) (-squares / 2);
        }
    }

    /**
     * Returns the number of the nearest centre of each point; the same whatever the threads.
     *
     * @param points [count x dimension], row-major
     */
    int[] of(float[] points, int threads) {
        int count = points.length / dimension;
        int[] nearest = new int[count];
        Ranges.each(count, threads, (from, to) -> assign(points, from, to, nearest));
        return nearest;
    }

    private void assign(float[] points, int from, int to, int[] nearest) {
        float[] best = new float[to - from];
        Arrays.fill(best, Float.NEGATIVE_INFINITY);
        int cached = Math.max(1, CACHED_BYTES / (TILE * dimension * Float.BYTES));
        for (int tile = 0; tile < tiles; tile += cached) {
            int end = Math.min(tiles, tile + cached);
            int point = from;
            for (; point + 4 <= to; point += 4) {
                four(points, point, tile, end, best, point - from, nearest);
            }
            for (; point < to; point++) {
                one(points, point, tile, end, best, point - from, nearest);
            }
        }
    }

    private void four(float[] points, int point, int tile, int end, float[] best, int at, int[] nearest) {
        FloatVector best0 = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector best1 = best0;
        FloatVector best2 = best0;
        FloatVector best3 = best0;
        FloatVector number0 = FloatVector.zero(FLOATS);
        FloatVector number1 = number0;
        FloatVector number2 = number0;
        FloatVector number3 = number0;
        int row = point * dimension;
        for (int lane = tile * TILE; lane < end * TILE; lane += 2 * LANES) {
            int base = lane / TILE * TILE * dimension + lane % TILE;
            FloatVector left = FloatVector.fromArray(FLOATS, bias, lane);
            FloatVector right = FloatVector.fromArray(FLOATS, bias, lane + LANES);
            FloatVector l0 = left;
            FloatVector l1 = left;
            FloatVector l2 = left;
            FloatVector l3 = left;
            FloatVector r0 = right;
            FloatVector r1 = right;
            FloatVector r2 = right;
            FloatVector r3 = right;
            for (int j = 0; j < dimension; j++) {
                left = FloatVector.fromArray(FLOATS, tiled, base + j * TILE);
                right = FloatVector.fromArray(FLOATS, tiled, base + j * TILE + LANES);
                FloatVector x = FloatVector.broadcast(FLOATS, points[row + j]);
                l0 = left.fma(x, l0);
                r0 = right.fma(x, r0);
                x = FloatVector.broadcast(FLOATS, points[row + dimension + j]);
                l1 = left.fma(x, l1);
                r1 = right.fma(x, r1);
                x = FloatVector.broadcast(FLOATS, points[row + 2 * dimension + j]);
                l2 = left.fma(x, l2);
                r2 = right.fma(x, r2);
                x = FloatVector.broadcast(FLOATS, points[row + 3 * dimension + j]);
                l3 = left.fma(x, l3);
                r3 = right.fma(x, r3);
            }
            FloatVector leftNumber = LANE_NUMBERS.add(lane);
            FloatVector rightNumber = LANE_NUMBERS.add(lane + LANES);
            VectorMask<Float> better = l0.compare(VectorOperators.GT, best0);
            best0 = best0.blend(l0, better);
            number0 = number0.blend(leftNumber, better);
            better = r0.compare(VectorOperators.GT, best0);
            best0 = best0.blend(r0, better);
            number0 = number0.blend(rightNumber, better);
            better = l1.compare(VectorOperators.GT, best1);
            best1 = best1.blend(l1, better);
            number1 = number1.blend(leftNumber, better);
            better = r1.compare(VectorOperators.GT, best1);
            best1 = best1.blend(r1, better);
            number1 = number1.blend(rightNumber, better);
            better = l2.compare(VectorOperators.GT, best2);
            best2 = best2.blend(l2, better);
            number2 = number2.blend(leftNumber, better);
            better = r2.compare(VectorOperators.GT, best2);
            best2 = best2.blend(r2, better);
            number2 = number2.blend(rightNumber, better);
            better = l3.compare(VectorOperators.GT, best3);
            best3 = best3.blend(l3, better);
            number3 = number3.blend(leftNumber, better);
            better = r3.compare(VectorOperators.GT, best3);
            best3 = best3.blend(r3, better);
            number3 = number3.blend(rightNumber, better);
        }
        keep(best0, number0, best, at, nearest, point);
        keep(best1, number1, best, at + 1, nearest, point + 1);
        keep(best2, number2, best, at + 2, nearest, point + 2);
        keep(best3, number3, best, at + 3, nearest, point + 3);
    }

    private static void keep(FloatVector scores, FloatVector numbers, float[] best, int at, int[] nearest, int point) {
        float greatest = scores.reduceLanes(VectorOperators.MAX);
        if (greatest > best[at]) {
            best[at] = greatest;
            nearest[point] =
                    (int) numbers.reduceLanes(VectorOperators.MIN, scores.compare(VectorOperators.EQ, greatest));
        }
    }

    /** The plain twin of {@link #four}, for one point: the same bits. */
    private void one(float[] points, int point, int tile, int end, float[] best, int at, int[] nearest) {
        for (int centre = tile * TILE; centre < end * TILE; centre++) {
            int base = centre / TILE * TILE * dimension + centre % TILE;
            float sum = bias[centre];
            for (int j = 0; j < dimension; j++) {
                sum = Math.fma(tiled[base + j * TILE], points[point * dimension + j], sum);
            }
            if (sum > best[at]) {
                best[at] = sum;
                nearest[point] = centre;
            }
        }
    }
}
