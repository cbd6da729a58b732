package dev.millrace.training.factors;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels over the Vector API. Stateless and thread-safe.
 *
 * <p>The product is computed in tiles of four rows by three vectors of columns: twelve accumulators, three loads and
 * one broadcast fill the sixteen registers of AVX2. The columns of the right operand that a tile needs are first copied
 * into a contiguous panel, which transposes where needed and stays in the first- or second-level cache while all rows
 * pass over it.
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(SPECIES, 8, 1, true);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(SPECIES, 4, 1, true);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(SPECIES, 2, 1, true);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(SPECIES, 1, 1, true);
    private static final int WIDTH = 3 * LANES;
    private static final int HEIGHT = 4;

    @Override
    public int panelLength(int depth) {
        return WIDTH * depth + HEIGHT * WIDTH;
    }

    @Override
    public void multiply(
            Matrix a, Matrix b, float[] c, int cStride, int from, int to, int columns, int depth, float[] panel) {
        int tile = WIDTH * depth;
        for (int column = 0; column < columns; column += WIDTH) {
            int width = Math.min(WIDTH, columns - column);
            pack(b, column, width, depth, panel);
            for (int row = from; row < to; row += HEIGHT) {
                int last = to - 1;
                tile(
                        a.values,
                        row * a.rowStride,
                        Math.min(row + 1, last) * a.rowStride,
                        Math.min(row + 2, last) * a.rowStride,
                        Math.min(row + 3, last) * a.rowStride,
                        a.columnStride,
                        panel,
                        depth);
                for (int i = 0; i < HEIGHT && row + i < to; i++) {
                    System.arraycopy(panel, tile + i * WIDTH, c, (row + i) * cStride + column, width);
                }
            }
        }
    }

    private static void pack(Matrix b, int column, int width, int depth, float[] panel) {
        float[] values = b.values;
        if (b.columnStride == 1) {
            for (int k = 0; k < depth; k++) {
                System.arraycopy(values, k * b.rowStride + column, panel, k * WIDTH, width);
                for (int j = width; j < WIDTH; j++) {
                    panel[k * WIDTH + j] = 0;
                }
            }
            return;
        }
        for (int j = 0; j < WIDTH; j++) {
            int base = (column + j) * b.columnStride;
            for (int k = 0; k < depth; k++) {
                panel[k * WIDTH + j] = j < width ? values[base + k * b.rowStride] : 0;
            }
        }
    }

    /** Multiplies four rows by the panel, [depth x WIDTH]; the result, [HEIGHT x WIDTH], goes behind the panel. */
    private static void tile(float[] a, int r0, int r1, int r2, int r3, int step, float[] panel, int depth) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = c00;
        FloatVector c02 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c12 = c00;
        FloatVector c20 = c00;
        FloatVector c21 = c00;
        FloatVector c22 = c00;
        FloatVector c30 = c00;
        FloatVector c31 = c00;
        FloatVector c32 = c00;
        int p = 0;
        for (int k = 0, o = 0; k < depth; k++, o += step, p += WIDTH) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LANES);
            FloatVector v = FloatVector.broadcast(SPECIES, a[r0 + o]);
            c00 = v.fma(b0, c00);
            c01 = v.fma(b1, c01);
            c02 = v.fma(b2, c02);
            v = FloatVector.broadcast(SPECIES, a[r1 + o]);
            c10 = v.fma(b0, c10);
            c11 = v.fma(b1, c11);
            c12 = v.fma(b2, c12);
            v = FloatVector.broadcast(SPECIES, a[r2 + o]);
            c20 = v.fma(b0, c20);
            c21 = v.fma(b1, c21);
            c22 = v.fma(b2, c22);
            v = FloatVector.broadcast(SPECIES, a[r3 + o]);
            c30 = v.fma(b0, c30);
            c31 = v.fma(b1, c31);
            c32 = v.fma(b2, c32);
        }
        c00.intoArray(panel, p);
        c01.intoArray(panel, p + LANES);
        c02.intoArray(panel, p + 2 * LANES);
        c10.intoArray(panel, p + WIDTH);
        c11.intoArray(panel, p + WIDTH + LANES);
        c12.intoArray(panel, p + WIDTH + 2 * LANES);
        c20.intoArray(panel, p + 2 * WIDTH);
        c21.intoArray(panel, p + 2 * WIDTH + LANES);
        c22.intoArray(panel, p + 2 * WIDTH + 2 * LANES);
        c30.intoArray(panel, p + 3 * WIDTH);
        c31.intoArray(panel, p + 3 * WIDTH + LANES);
        c32.intoArray(panel, p + 3 * WIDTH + 2 * LANES);
    }

    @Override
    public float dot(float[] a, int aFrom, float[] b, int bFrom, int length) {
        FloatVector even = FloatVector.zero(SPECIES);
        FloatVector odd = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i + 2 * LANES <= length; i += 2 * LANES) {
            even = FloatVector.fromArray(SPECIES, a, aFrom + i).fma(FloatVector.fromArray(SPECIES, b, bFrom + i), even);
            odd = FloatVector.fromArray(SPECIES, a, aFrom + i + LANES)
                    .fma(FloatVector.fromArray(SPECIES, b, bFrom + i + LANES), odd);
        }
        float sum = sum(even.add(odd));
        for (; i < length; i++) {
            sum = Math.fma(a[aFrom + i], b[bFrom + i], sum);
        }
        return sum;
    }

    /**
     * Adds the lanes up, halves first. The library's own reduction adds them in one order while it is interpreted and
     * in another once it is compiled, and the same training would not come to the same end.
     */
    private static float sum(FloatVector lanes) {
        if (LANES > 16) {
            float sum = 0;
            for (float lane : lanes.toArray()) {
                sum += lane;
            }
            return sum;
        }
        FloatVector sum = lanes;
        sum = LANES > 8 ? sum.add(sum.rearrange(BY_8)) : sum;
        sum = LANES > 4 ? sum.add(sum.rearrange(BY_4)) : sum;
        sum = LANES > 2 ? sum.add(sum.rearrange(BY_2)) : sum;
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }

    @Override
    public void addScaled(float scale, float[] x, int xFrom, float[] y, int yFrom, int length) {
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        int i = 0;
        for (; i + LANES <= length; i += LANES) {
            factor.fma(FloatVector.fromArray(SPECIES, x, xFrom + i), FloatVector.fromArray(SPECIES, y, yFrom + i))
                    .intoArray(y, yFrom + i);
        }
        for (; i < length; i++) {
            y[yFrom + i] = Math.fma(scale, x[xFrom + i], y[yFrom + i]);
        }
    }

    @Override
    public void expShifted(float[] values, int from, int length, float scale) {
        int i = from;
        int end = from + length;
        for (; i + LANES <= end; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, values, i)
                    .sub(1f)
                    .mul(scale)
                    .max(-87f)
                    .min(87f);
            FloatVector round = FloatVector.broadcast(SPECIES, ScalarKernels.ROUND);
            FloatVector n = x.fma(FloatVector.broadcast(SPECIES, ScalarKernels.LOG2_E), round)
                    .sub(round);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -ScalarKernels.LN2_HIGH), x);
            r = n.fma(FloatVector.broadcast(SPECIES, -ScalarKernels.LN2_LOW), r);
            FloatVector p = FloatVector.broadcast(SPECIES, ScalarKernels.C7);
            p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarKernels.C6));
            p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarKernels.C5));
            p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarKernels.C4));
            p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarKernels.C3));
            p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarKernels.C2));
            p = p.fma(r.mul(r), r.add(1f));
            IntVector bits = (IntVector) n.convert(VectorOperators.F2I, 0);
            bits.add(127)
                    .lanewise(VectorOperators.LSHL, 23)
                    .reinterpretAsFloats()
                    .mul(p)
                    .intoArray(values, i);
        }
        for (; i < end; i++) {
            values[i] = ScalarKernels.exp((values[i] - 1) * scale);
        }
    }

    @Override
    public float sum(float[] values, int from, int length) {
        FloatVector total = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i + LANES <= length; i += LANES) {
            total = total.add(FloatVector.fromArray(SPECIES, values, from + i));
        }
        float sum = sum(total);
        for (; i < length; i++) {
            sum += values[from + i];
        }
        return sum;
    }

    @Override
    public void scale(float[] values, int from, int length, float factor) {
        int i = 0;
        for (; i + LANES <= length; i += LANES) {
            FloatVector.fromArray(SPECIES, values, from + i).mul(factor).intoArray(values, from + i);
        }
        for (; i < length; i++) {
            values[from + i] *= factor;
        }
    }
}
