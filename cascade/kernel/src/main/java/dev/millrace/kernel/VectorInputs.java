package dev.millrace.kernel;

import dev.millrace.cascade.feature.Standardization;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The same for as many features at a time as a vector register holds.
 *
 * <p>{@code asinh(s) = sign(s) log(u)} with {@code u = |s| + sqrt(s^2 + 1) >= 1}. The logarithm is that of Cephes: u is
 * split into a power of two and a rest in [sqrt(1/2), sqrt(2)), for whose logarithm a polynomial of degree nine is good to
 * the last bit but one. Inside a graph the same takes a pass over memory for each of eleven operators.
 */
final class VectorInputs implements Inputs {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Beyond this the square would overflow; no feature is as large. */
    private static final float LARGEST = 0x1p60f;

    private static final int ROOT_OF_HALF = 0x3f3504f3;
    private static final float LOG2_HIGH = 355f / 512;
    private static final float LOG2_LOW = -2.1219444e-4f;

    private final int features;
    private final int width;
    private final boolean flags;
    private final float[] means;
    private final float[] scales;

    /** Creates them for at least {@link #least()} features. */
    VectorInputs(Standardization standardization) {
        features = standardization.features();
        width = standardization.width();
        flags = standardization.flags();
        means = standardization.means();
        scales = standardization.scales();
    }

    /** Returns how many features fill a vector. */
    static int least() {
        return LANES;
    }

    @Override
    public void write(float[] from, int[] rows, int first, int size, MemorySegment out) {
        int last = features - LANES;
        for (int i = 0; i < size; i++) {
            int row = rows[first + i] * features;
            long to = (long) i * width * Float.BYTES;
            for (int column = 0; column < last; column += LANES) {
                write(from, row, column, out, to);
            }
            // The last vector overlaps the one before where the features are no multiple of its length.
            write(from, row, last, out, to);
        }
    }

    private void write(float[] from, int row, int column, MemorySegment out, long to) {
        FloatVector raw = FloatVector.fromArray(FLOATS, from, row + column);
        VectorMask<Float> missing = raw.compare(VectorOperators.NE, raw);
        standardize(raw, column).blend(0, missing).intoMemorySegment(out, to + (long) column * Float.BYTES, ORDER);
        if (flags) {
            FloatVector.zero(FLOATS)
                    .blend(1, missing)
                    .intoMemorySegment(out, to + (long) (features + column) * Float.BYTES, ORDER);
        }
    }

    private FloatVector standardize(FloatVector raw, int column) {
        FloatVector s = raw.sub(FloatVector.fromArray(FLOATS, means, column))
                .mul(FloatVector.fromArray(FLOATS, scales, column));
        FloatVector magnitude = s.abs().min(LARGEST);
        FloatVector u = magnitude.add(
                magnitude.fma(magnitude, FloatVector.broadcast(FLOATS, 1f)).sqrt());
        IntVector sign = s.reinterpretAsInts().and(Integer.MIN_VALUE);
        return log(u).reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    private static FloatVector log(FloatVector u) {
        IntVector bits = u.reinterpretAsInts();
        IntVector exponent = bits.sub(ROOT_OF_HALF).lanewise(VectorOperators.ASHR, 23);
        FloatVector rest = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats()
                .sub(1f);
        FloatVector power = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
        FloatVector square = rest.mul(rest);
        FloatVector y = constant(0.070376836f)
                .fma(rest, constant(-0.1151461f))
                .fma(rest, constant(0.116769984f))
                .fma(rest, constant(-0.12420141f))
                .fma(rest, constant(0.14249323f))
                .fma(rest, constant(-0.16668057f))
                .fma(rest, constant(0.20000714f))
                .fma(rest, constant(-0.24999994f))
                .fma(rest, constant(0.3333333f))
                .mul(rest)
                .mul(square);
        y = power.fma(constant(LOG2_LOW), y);
        y = square.fma(constant(-0.5f), y);
        return power.fma(constant(LOG2_HIGH), rest.add(y));
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }
}
