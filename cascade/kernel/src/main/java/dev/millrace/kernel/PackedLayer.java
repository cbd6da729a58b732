package dev.millrace.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A layer of rectified sums over a block of rows, whose numbers lie one input after the other: [inputs x
 * {@link VectorNetwork#COLUMNS}]. Immutable and thread-safe.
 *
 * <p>A tile of {@value #UNITS} units and two vectors of rows is kept in eight registers while all inputs pass by once;
 * that is the least that hides the latency of a multiply-add, and fits the registers of AVX2 too. Weights lie in the
 * order in which tiles read them, and units are filled up to whole tiles with zeros.
 */
final class PackedLayer {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final int COLUMNS = VectorNetwork.COLUMNS;
    private static final int UNITS = 4;

    private final int inputs;
    private final int units;
    private final float[] weights;
    private final float[] bias;

    PackedLayer(Perceptron.Layer layer) {
        inputs = layer.inputs();
        units = (layer.units() + UNITS - 1) / UNITS * UNITS;
        bias = Arrays.copyOf(layer.bias(), units);
        weights = new float[units * inputs];
        for (int input = 0; input < inputs; input++) {
            for (int unit = 0; unit < layer.units(); unit++) {
                weights[(unit / UNITS * inputs + input) * UNITS + unit % UNITS] =
                        layer.weights()[input * layer.units() + unit];
            }
        }
    }

    int inputs() {
        return inputs;
    }

    /** Units, filled up to whole tiles. */
    int units() {
        return units;
    }

    float[] bias() {
        return bias;
    }

    /**
     * Computes the layer.
     *
     * @param in where [count x COLUMNS] inputs are in {@code floats}
     * @param live which inputs they are
     * @param start what sums start with, from {@code startAt}: [units]
     * @param out where [units x COLUMNS] sums go in {@code floats}
     */
    void apply(float[] floats, int in, int[] live, int count, float[] start, int startAt, int out) {
        for (int unit = 0; unit < units; unit += UNITS) {
            tile(floats, in, live, count, unit * inputs, start, startAt + unit, out + unit * COLUMNS);
        }
    }

    private void tile(float[] floats, int in, int[] live, int count, int at, float[] start, int startAt, int out) {
        FloatVector a0 = FloatVector.broadcast(FLOATS, start[startAt]);
        FloatVector b0 = FloatVector.broadcast(FLOATS, start[startAt + 1]);
        FloatVector c0 = FloatVector.broadcast(FLOATS, start[startAt + 2]);
        FloatVector d0 = FloatVector.broadcast(FLOATS, start[startAt + 3]);
        FloatVector a1 = a0;
        FloatVector b1 = b0;
        FloatVector c1 = c0;
        FloatVector d1 = d0;
        for (int k = 0; k < count; k++) {
            int weight = at + UNITS * live[k];
            FloatVector x0 = FloatVector.fromArray(FLOATS, floats, in + k * COLUMNS);
            FloatVector x1 = FloatVector.fromArray(FLOATS, floats, in + k * COLUMNS + LANES);
            FloatVector a = FloatVector.broadcast(FLOATS, weights[weight]);
            FloatVector b = FloatVector.broadcast(FLOATS, weights[weight + 1]);
            FloatVector c = FloatVector.broadcast(FLOATS, weights[weight + 2]);
            FloatVector d = FloatVector.broadcast(FLOATS, weights[weight + 3]);
            a0 = x0.fma(a, a0);
            a1 = x1.fma(a, a1);
            b0 = x0.fma(b, b0);
            b1 = x1.fma(b, b1);
            c0 = x0.fma(c, c0);
            c1 = x1.fma(c, c1);
            d0 = x0.fma(d, d0);
            d1 = x1.fma(d, d1);
        }
        a0.max(0).intoArray(floats, out);
        a1.max(0).intoArray(floats, out + LANES);
        b0.max(0).intoArray(floats, out + COLUMNS);
        b1.max(0).intoArray(floats, out + COLUMNS + LANES);
        c0.max(0).intoArray(floats, out + 2 * COLUMNS);
        c1.max(0).intoArray(floats, out + 2 * COLUMNS + LANES);
        d0.max(0).intoArray(floats, out + 3 * COLUMNS);
        d1.max(0).intoArray(floats, out + 3 * COLUMNS + LANES);
    }
}
