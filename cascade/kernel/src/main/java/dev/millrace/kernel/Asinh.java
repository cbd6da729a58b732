package dev.millrace.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inverse hyperbolic sine of a vector of numbers. Stateless.
 *
 * <p>{@code asinh(s) = sign(s) log(u)} with {@code u = |s| + sqrt(s^2 + 1) >= 1}. The logarithm is that of Cephes: u is
 * split into a power of two and a rest in [sqrt(1/2), sqrt(2)), for whose logarithm a polynomial of degree nine is good
 * to the last bit but one. Inside a graph the same takes a pass over memory for each of eleven operators.
 */
final class Asinh {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

    /** Beyond this the square would overflow; no feature is as large. */
    private static final float LARGEST = 0x1p60f;

    private static final int ROOT_OF_HALF = 0x3f3504f3;
    private static final float LOG2_HIGH = 355f / 512;
    private static final float LOG2_LOW = -2.1219444e-4f;

    /** The polynomial, from the highest power. */
    private static final float P8 = 0.070376836f;

    private static final float P7 = -0.1151461f;
    private static final float P6 = 0.116769984f;
    private static final float P5 = -0.12420141f;
    private static final float P4 = 0.14249323f;
    private static final float P3 = -0.16668057f;
    private static final float P2 = 0.20000714f;
    private static final float P1 = -0.24999994f;
    private static final float P0 = 0.3333333f;

    private static final int LANES = FLOATS.length();
    private static final int BEYOND_INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY) + 1;

    private Asinh() {}

    /**
     * Writes {@code asinh((x - mean) * scale)} of as many vectors as there are means, 0 where x is NaN.
     *
     * <p>One loop without calls of ours and without masks: what the compiler does not inline into it, as a method that
     * was hot before it was, would make an object of every vector that goes in or out.
     *
     * @param from where the first x is in {@code floats}
     * @param to where the first result goes
     * @param means one a vector, as are {@code scales}
     */
    static void standardize(float[] floats, int from, int to, float[] means, float[] scales) {
        for (int i = 0; i < means.length; i++) {
            FloatVector x = FloatVector.fromArray(FLOATS, floats, from + i * LANES);
            FloatVector s =
                    x.sub(FloatVector.broadcast(FLOATS, means[i])).mul(FloatVector.broadcast(FLOATS, scales[i]));
            FloatVector magnitude = s.abs().min(FloatVector.broadcast(FLOATS, LARGEST));
            IntVector u = magnitude
                    .add(magnitude
                            .fma(magnitude, FloatVector.broadcast(FLOATS, 1f))
                            .lanewise(VectorOperators.SQRT))
                    .reinterpretAsInts();
            IntVector exponent = u.sub(IntVector.broadcast(INTS, ROOT_OF_HALF)).lanewise(VectorOperators.ASHR, 23);
            FloatVector rest = u.sub(exponent.lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats()
                    .sub(FloatVector.broadcast(FLOATS, 1f));
            FloatVector power = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
            FloatVector square = rest.mul(rest);
            FloatVector y = FloatVector.broadcast(FLOATS, P8)
                    .fma(rest, FloatVector.broadcast(FLOATS, P7))
                    .fma(rest, FloatVector.broadcast(FLOATS, P6))
                    .fma(rest, FloatVector.broadcast(FLOATS, P5))
                    .fma(rest, FloatVector.broadcast(FLOATS, P4))
                    .fma(rest, FloatVector.broadcast(FLOATS, P3))
                    .fma(rest, FloatVector.broadcast(FLOATS, P2))
                    .fma(rest, FloatVector.broadcast(FLOATS, P1))
                    .fma(rest, FloatVector.broadcast(FLOATS, P0))
                    .mul(rest)
                    .mul(square);
            y = power.fma(FloatVector.broadcast(FLOATS, LOG2_LOW), y);
            y = square.fma(FloatVector.broadcast(FLOATS, -0.5f), y);
            y = power.fma(FloatVector.broadcast(FLOATS, LOG2_HIGH), rest.add(y));
            // All bits where x is a number, none where it is NaN.
            IntVector present = x.reinterpretAsInts()
                    .and(IntVector.broadcast(INTS, Integer.MAX_VALUE))
                    .sub(IntVector.broadcast(INTS, BEYOND_INFINITY))
                    .lanewise(VectorOperators.ASHR, 31);
            IntVector sign = s.reinterpretAsInts().and(IntVector.broadcast(INTS, Integer.MIN_VALUE));
            y.reinterpretAsInts().or(sign).and(present).reinterpretAsFloats().intoArray(floats, to + i * LANES);
        }
    }

    /** Returns {@code asinh(s)}, lane by lane: the same as above for what has its numbers in registers. */
    static FloatVector of(FloatVector s) {
        FloatVector magnitude = s.abs().min(LARGEST);
        FloatVector u = magnitude.add(magnitude.fma(magnitude, constant(1f)).sqrt());
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
        FloatVector y = constant(P8)
                .fma(rest, constant(P7))
                .fma(rest, constant(P6))
                .fma(rest, constant(P5))
                .fma(rest, constant(P4))
                .fma(rest, constant(P3))
                .fma(rest, constant(P2))
                .fma(rest, constant(P1))
                .fma(rest, constant(P0))
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
