package dev.millrace.kernel;

import dev.millrace.cascade.feature.Standardization;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A block of rows at a time, two vectors wide, from raw features to scores without leaving the nearest cache: what is
 * one number for a row is two vectors for a block, so that nothing is ever summed across a vector.
 *
 * <p>An input that is the same for every row of a block, as what describes the user is, and flags that nothing or
 * everything lacks, is not multiplied with the block: it goes into what the sums start with, once. Inputs whose weights
 * are all zero are left out. Both change no more than the order of additions.
 */
final class VectorNetwork implements Network {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
    private static final int LANES = FLOATS.length();
    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    /** Rows of a block. */
    static final int COLUMNS = 2 * LANES;

    private final int features;
    private final boolean flags;
    /** The mean and the scale that go with each vector of a block of raw features. */
    private final float[] vectorMeans;

    private final float[] vectorScales;
    private final boolean[] heeded;
    private final float[] linear;
    private final float[] firstWeights;
    private final int firstUnits;
    private final List<PackedLayer> layers;
    private final float[] output;
    private final float constant;
    private final int[] every;

    /**
     * Where a part of the scratch begins: raw features, inputs, two panels of units, what the first layer starts with.
     */
    private final int inputs;

    private final int odd;
    private final int even;
    private final int start;
    private final int last;
    private final int length;

    VectorNetwork(Standardization standardization, Perceptron perceptron) {
        features = standardization.features();
        flags = standardization.flags();
        vectorMeans = new float[features * COLUMNS / LANES];
        vectorScales = new float[vectorMeans.length];
        for (int i = 0; i < vectorMeans.length; i++) {
            vectorMeans[i] = standardization.means()[i * LANES / COLUMNS];
            vectorScales[i] = standardization.scales()[i * LANES / COLUMNS];
        }
        int width = perceptron.width();
        heeded = new boolean[width];
        for (int input = 0; input < width; input++) {
            heeded[input] = perceptron.heeds(input);
            // What looks whether the feature differs within a block sees to its flag too.
            if (input >= features) {
                heeded[input - features] |= heeded[input];
            }
        }
        linear = perceptron.linear();
        layers = perceptron.layers().stream().map(PackedLayer::new).toList();
        firstWeights =
                layers.isEmpty() ? new float[0] : perceptron.layers().get(0).weights();
        firstUnits = layers.isEmpty() ? 0 : perceptron.layers().get(0).units();
        output = perceptron.output();
        constant = perceptron.constant();
        int widest = layers.stream().mapToInt(PackedLayer::units).max().orElse(0);
        every = new int[Math.max(width, widest)];
        Arrays.setAll(every, i -> i);
        inputs = features * COLUMNS;
        odd = inputs + width * COLUMNS;
        even = odd + widest * COLUMNS;
        start = even + widest * COLUMNS;
        last = start + widest;
        length = last + COLUMNS;
    }

    @Override
    public Scratch scratch() {
        return new Scratch(length, every.length);
    }

    @Override
    public void score(float[] matrix, int[] rows, int from, int size, Scratch scratch, float[] scores) {
        float[] floats = scratch.floats;
        for (int done = 0; done < size; done += COLUMNS) {
            int count = Math.min(COLUMNS, size - done);
            turn(matrix, rows, from + done, count, floats);
            block(scratch);
            System.arraycopy(floats, last, scores, from + done, count);
        }
    }

    /** Writes the raw features [features x COLUMNS]; where there are fewer rows, the last one is repeated. */
    private void turn(float[] matrix, int[] rows, int from, int count, float[] floats) {
        for (int column = 0; column < COLUMNS; column++) {
            int row = rows[from + Math.min(column, count - 1)] * features;
            for (int feature = 0; feature < features; feature++) {
                floats[feature * COLUMNS + column] = matrix[row + feature];
            }
        }
    }

    private void block(Scratch scratch) {
        float[] floats = scratch.floats;
        Arrays.fill(floats, last, last + COLUMNS, constant);
        if (!layers.isEmpty()) {
            System.arraycopy(
                    layers.get(0).bias(), 0, floats, start, layers.get(0).units());
        }
        Asinh.standardize(floats, 0, inputs, vectorMeans, vectorScales);
        int live = live(floats, scratch.live);
        dot(floats, inputs, scratch.live, live, linear);
        if (layers.isEmpty()) {
            return;
        }
        layers.get(0).apply(floats, inputs, scratch.live, live, floats, start, odd);
        int in = odd;
        int out = even;
        for (int i = 1; i < layers.size(); i++) {
            PackedLayer layer = layers.get(i);
            layer.apply(floats, in, every, layer.inputs(), layer.bias(), 0, out);
            int next = in;
            in = out;
            out = next;
        }
        dot(floats, in, every, output.length, output);
    }

    /**
     * Moves the inputs that differ within the block together, names them in {@code live}, folds in those that do not,
     * and returns how many differ. Flags come last: a feature never moves behind its place.
     */
    private int live(float[] floats, int[] live) {
        int count = 0;
        for (int feature = 0; feature < features; feature++) {
            int raw = feature * COLUMNS;
            if (!heeded[feature]) {
                continue;
            }
            if (!same(floats, raw)) {
                if (count < feature) {
                    System.arraycopy(floats, inputs + raw, floats, inputs + count * COLUMNS, COLUMNS);
                }
                live[count++] = feature;
            } else if (!Float.isNaN(floats[raw])) {
                fold(floats, feature, floats[inputs + raw]);
            } else if (flags && heeded[features + feature]) {
                fold(floats, features + feature, 1);
            }
        }
        for (int feature = 0; flags && feature < features; feature++) {
            int raw = feature * COLUMNS;
            if (heeded[features + feature] && missing(floats, raw) && !same(floats, raw)) {
                flag(floats, raw, inputs + count * COLUMNS);
                live[count++] = features + feature;
            }
        }
        return count;
    }

    /** Returns whether the numbers of a block are one, to the bit. */
    private static boolean same(float[] floats, int raw) {
        IntVector first = IntVector.broadcast(INTS, Float.floatToRawIntBits(floats[raw]));
        IntVector low = FloatVector.fromArray(FLOATS, floats, raw).reinterpretAsInts();
        IntVector high = FloatVector.fromArray(FLOATS, floats, raw + LANES).reinterpretAsInts();
        return low.lanewise(VectorOperators.XOR, first)
                        .or(high.lanewise(VectorOperators.XOR, first))
                        .reduceLanes(VectorOperators.OR)
                == 0;
    }

    /** Returns whether any number of a block is NaN: one whose bits but for the sign are beyond those of infinity. */
    private static boolean missing(float[] floats, int raw) {
        IntVector size = IntVector.broadcast(INTS, Integer.MAX_VALUE);
        IntVector low = FloatVector.fromArray(FLOATS, floats, raw).reinterpretAsInts();
        IntVector high = FloatVector.fromArray(FLOATS, floats, raw + LANES).reinterpretAsInts();
        return low.and(size).max(high.and(size)).reduceLanes(VectorOperators.MAX) > INFINITY;
    }

    /** Writes 1 where a feature is missing and 0 elsewhere. */
    private static void flag(float[] floats, int raw, int to) {
        for (int column = 0; column < COLUMNS; column++) {
            floats[to + column] = Float.isNaN(floats[raw + column]) ? 1 : 0;
        }
    }

    /** Adds what an input has in common for the whole block to what the sums start with. */
    private void fold(float[] floats, int input, float value) {
        float score = value * linear[input];
        for (int column = 0; column < COLUMNS; column++) {
            floats[last + column] += score;
        }
        for (int unit = 0; unit < firstUnits; unit++) {
            floats[start + unit] += value * firstWeights[input * firstUnits + unit];
        }
    }

    /**
     * Adds weighted inputs to the scores; two sums for each row, so that an addition need not wait for the one before.
     */
    private void dot(float[] floats, int in, int[] live, int count, float[] weights) {
        FloatVector low = FloatVector.fromArray(FLOATS, floats, last);
        FloatVector high = FloatVector.fromArray(FLOATS, floats, last + LANES);
        FloatVector moreLow = FloatVector.zero(FLOATS);
        FloatVector moreHigh = FloatVector.zero(FLOATS);
        int k = 0;
        for (; k + 1 < count; k += 2) {
            int at = in + k * COLUMNS;
            int after = at + COLUMNS;
            FloatVector weight = FloatVector.broadcast(FLOATS, weights[live[k]]);
            FloatVector next = FloatVector.broadcast(FLOATS, weights[live[k + 1]]);
            low = weight.fma(FloatVector.fromArray(FLOATS, floats, at), low);
            high = weight.fma(FloatVector.fromArray(FLOATS, floats, at + LANES), high);
            moreLow = next.fma(FloatVector.fromArray(FLOATS, floats, after), moreLow);
            moreHigh = next.fma(FloatVector.fromArray(FLOATS, floats, after + LANES), moreHigh);
        }
        if (k < count) {
            int at = in + k * COLUMNS;
            FloatVector weight = FloatVector.broadcast(FLOATS, weights[live[k]]);
            low = weight.fma(FloatVector.fromArray(FLOATS, floats, at), low);
            high = weight.fma(FloatVector.fromArray(FLOATS, floats, at + LANES), high);
        }
        low.add(moreLow).intoArray(floats, last);
        high.add(moreHigh).intoArray(floats, last + LANES);
    }
}
