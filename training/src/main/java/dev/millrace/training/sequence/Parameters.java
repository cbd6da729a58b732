package dev.millrace.training.sequence;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Named weight matrices in a fixed order, row-major, inputs by rows and outputs by columns. One thread at a time while
 * they are written; then safe to share.
 */
final class Parameters {
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    /** The names, in a fixed order. */
    List<String> names() {
        return new ArrayList<>(values.keySet());
    }

    /** The live values of a weight. */
    float[] get(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /** The dimensions of a weight. */
    long[] shape(String name) {
        return Objects.requireNonNull(shapes.get(name), name);
    }

    Parameters copy() {
        Parameters copy = zeros();
        copy.set(this);
        return copy;
    }

    Parameters zeros() {
        Parameters zeros = new Parameters();
        zeros.shapes.putAll(shapes);
        values.forEach((name, array) -> zeros.values.put(name, new float[array.length]));
        return zeros;
    }

    /** Takes over the values of {@code other}, which has the same shape. */
    void set(Parameters other) {
        values.forEach((name, array) -> System.arraycopy(other.get(name), 0, array, 0, array.length));
    }

    /** Moves every weight towards {@code other}: {@code keep} of this, the rest of that. */
    void blend(Parameters other, float keep) {
        values.forEach((name, array) -> {
            float[] to = other.get(name);
            for (int i = 0; i < array.length; i++) {
                array[i] = keep * array[i] + (1 - keep) * to[i];
            }
        });
    }

    void write(DataOutputStream out) throws IOException {
        for (float[] array : values.values()) {
            out.writeInt(array.length);
            for (float value : array) {
                out.writeFloat(value);
            }
        }
    }

    void read(DataInputStream in) throws IOException {
        for (Map.Entry<String, float[]> entry : values.entrySet()) {
            float[] array = entry.getValue();
            int length = in.readInt();
            if (length != array.length) {
                throw new IOException(entry.getKey() + ": " + length + " values (expected: " + array.length + ")");
            }
            for (int i = 0; i < length; i++) {
                array[i] = in.readFloat();
            }
        }
    }

    /** Adds a weight drawn from a normal distribution; a deviation of 0 makes zeros. */
    void add(String name, float deviation, RandomGenerator random, long... dimensions) {
        long size = 1;
        for (long dimension : dimensions) {
            size *= dimension;
        }
        float[] array = new float[Math.toIntExact(size)];
        for (int i = 0; deviation != 0 && i < array.length; i++) {
            array[i] = (float) (deviation * random.nextGaussian());
        }
        values.put(name, array);
        shapes.put(name, dimensions);
    }
}
