package dev.millrace.edge.rerank;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The weights of a re-ranker: two hidden layers of rectified sums, and beside them a linear part from the inputs to the
 * score. Immutable and thread-safe; arrays are read only.
 *
 * <p>A part of a bundle has the hidden layers as int8 with one scale a column, float32 for what is small; or, in format
 * 2, float32 weights in the place of scales and int8 weights. Little-endian:
 *
 * <pre>
 * int32 format, width, first, second       first and second are 0 where there is no hidden layer
 * float32 linear[width]
 * float32 scale1[first], int8 weights1[width x first], float32 bias1[first]
 * float32 scale2[second], int8 weights2[first x second], float32 bias2[second]
 * float32 output[second]
 * </pre>
 *
 * <p>Read, they are float32 again, some tens of kilobytes: without instructions for int8 products, which Java has none
 * of, the codes would only be slower.
 */
public final class MlpWeights {
    private static final int INT8 = 1;
    private static final int FLOAT32 = 2;
    private static final int MOST = 4_096;
    private static final int LARGEST = 127;

    private final float[] linear;
    private final float[] weights1;
    private final float[] bias1;
    private final float[] weights2;
    private final float[] bias2;
    private final float[] output;
    private final float[][] rows1;
    private final float[][] rows2;

    /**
     * Creates weights over the arrays, which must not change any more.
     *
     * @param linear [width]
     * @param weights1 [width x first], row-major; empty where there is no hidden layer, as all that follow
     * @param bias1 [first]
     * @param weights2 [first x second], row-major
     * @param bias2 [second]
     * @param output [second]
     * @throws IllegalArgumentException if the lengths do not fit together, or a number is none
     */
    public MlpWeights(
            float[] linear, float[] weights1, float[] bias1, float[] weights2, float[] bias2, float[] output) {
        if (weights1.length != linear.length * bias1.length
                || weights2.length != bias1.length * bias2.length
                || output.length != bias2.length
                || (bias1.length == 0) != (bias2.length == 0)) {
            throw new IllegalArgumentException("weights: " + linear.length + " inputs, " + weights1.length + ", "
                    + bias1.length + ", " + weights2.length + ", " + bias2.length + ", " + output.length
                    + " (expected: width, width x first, first, first x second, second, second)");
        }
        for (float[] numbers : new float[][] {linear, weights1, bias1, weights2, bias2, output}) {
            for (float number : numbers) {
                if (!(Math.abs(number) < Float.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException("weight: " + number + " (expected: a finite number)");
                }
            }
        }
        this.linear = linear;
        this.weights1 = weights1;
        this.bias1 = bias1;
        this.weights2 = weights2;
        this.bias2 = bias2;
        this.output = output;
        this.rows1 = rows(weights1, linear.length, bias1.length);
        this.rows2 = rows(weights2, bias1.length, bias2.length);
    }

    /**
     * Rows of their own: a loop over arrays that begin at one index is one that compilers turn into vector
     * instructions.
     */
    private static float[][] rows(float[] matrix, int count, int columns) {
        float[][] rows = new float[count][];
        for (int row = 0; row < count; row++) {
            rows[row] = Arrays.copyOfRange(matrix, row * columns, (row + 1) * columns);
        }
        return rows;
    }

    /**
     * Reads what {@link #toBytes} or {@link #toPreciseBytes} wrote.
     *
     * @param part from its position to its limit
     * @throws IllegalArgumentException if it does not hold together
     */
    public static MlpWeights read(ByteBuffer part) {
        ByteBuffer from = part.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (from.remaining() < 4 * Integer.BYTES) {
            throw new IllegalArgumentException("weights: " + from.remaining() + " bytes (expected: at least 16)");
        }
        int format = from.getInt();
        int width = from.getInt();
        int first = from.getInt();
        int second = from.getInt();
        if (format < INT8 || format > FLOAT32 || width <= 0 || width > MOST || outside(first) || outside(second)) {
            throw new IllegalArgumentException("weights: format " + format + ", " + width + " inputs, layers of "
                    + first + " and " + second + " (expected: format 1 or 2, 1 to " + MOST + ")");
        }
        boolean int8 = format == INT8;
        long bytes = bytes(int8, width, first, second);
        if (from.remaining() != bytes) {
            throw new IllegalArgumentException("weights: " + from.remaining() + " bytes (expected: " + bytes + ")");
        }
        float[] linear = floats(from, width);
        float[] weights1 = int8 ? matrix(from, width, first) : floats(from, width * first);
        float[] bias1 = floats(from, first);
        float[] weights2 = int8 ? matrix(from, first, second) : floats(from, first * second);
        float[] bias2 = floats(from, second);
        return new MlpWeights(linear, weights1, bias1, weights2, bias2, floats(from, second));
    }

    /** Returns how many bytes follow the four numbers at the beginning. */
    private static long bytes(boolean int8, long width, long first, long second) {
        long weights = (width + second) * first;
        return 4 * (width + first + 2 * second) + (int8 ? 4 * (first + second) + weights : 4 * weights);
    }

    private static boolean outside(int size) {
        return size < 0 || size > MOST;
    }

    private static float[] floats(ByteBuffer from, int length) {
        float[] floats = new float[length];
        for (int i = 0; i < length; i++) {
            floats[i] = from.getFloat();
        }
        return floats;
    }

    private static float[] matrix(ByteBuffer from, int rows, int columns) {
        float[] scales = floats(from, columns);
        float[] matrix = new float[rows * columns];
        for (int at = 0; at < matrix.length; at++) {
            matrix[at] = from.get() * scales[at % columns];
        }
        return matrix;
    }

    /** Returns the part of these weights; what is read from it differs by at most half a step of a column's scale. */
    public byte[] toBytes() {
        return toBytes(true);
    }

    /** Returns the part of these weights that gives them back as they are, four times as large. */
    public byte[] toPreciseBytes() {
        return toBytes(false);
    }

    private byte[] toBytes(boolean int8) {
        int first = bias1.length;
        int second = bias2.length;
        ByteBuffer into = ByteBuffer.allocate(16 + Math.toIntExact(bytes(int8, linear.length, first, second)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(int8 ? INT8 : FLOAT32)
                .putInt(linear.length)
                .putInt(first)
                .putInt(second);
        put(into, linear);
        putMatrix(into, weights1, first, int8);
        put(into, bias1);
        putMatrix(into, weights2, second, int8);
        put(into, bias2);
        put(into, output);
        return into.array();
    }

    private static void put(ByteBuffer into, float[] floats) {
        for (float number : floats) {
            into.putFloat(number);
        }
    }

    private static void putMatrix(ByteBuffer into, float[] matrix, int columns, boolean int8) {
        if (!int8) {
            put(into, matrix);
            return;
        }
        float[] scales = new float[columns];
        for (int at = 0; at < matrix.length; at++) {
            scales[at % columns] = Math.max(scales[at % columns], Math.abs(matrix[at]) / LARGEST);
        }
        put(into, scales);
        for (int at = 0; at < matrix.length; at++) {
            float scale = scales[at % columns];
            into.put((byte) (scale == 0 ? 0 : Math.round(matrix[at] / scale)));
        }
    }

    /** Returns the weights as they are read back: rounded to int8. */
    public MlpWeights rounded() {
        return read(ByteBuffer.wrap(toBytes()));
    }

    /** Returns the number of inputs. */
    public int width() {
        return linear.length;
    }

    /** Returns the size of the first hidden layer, 0 for none. */
    int first() {
        return bias1.length;
    }

    /** Returns the size of the second hidden layer, 0 for none. */
    int second() {
        return bias2.length;
    }

    /**
     * Returns the score of one row of inputs.
     *
     * @param inputs [width]
     * @param hidden1 [first], overwritten
     * @param hidden2 [second], overwritten
     */
    float score(float[] inputs, float[] hidden1, float[] hidden2) {
        float score = dot(inputs, linear);
        if (bias1.length == 0) {
            return score;
        }
        layer(inputs, rows1, bias1, hidden1);
        layer(hidden1, rows2, bias2, hidden2);
        return score + dot(hidden2, output);
    }

    /** Four sums, so that an addition need not wait for the one before. */
    private static float dot(float[] x, float[] y) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < y.length; i += 4) {
            a += x[i] * y[i];
            b += x[i + 1] * y[i + 1];
            c += x[i + 2] * y[i + 2];
            d += x[i + 3] * y[i + 3];
        }
        for (; i < y.length; i++) {
            a += x[i] * y[i];
        }
        return (a + b) + (c + d);
    }

    /** Adds a row of weights for every input that is not zero, and half of them are; four at a time. Then rectifies. */
    private static void layer(float[] in, float[][] rows, float[] bias, float[] out) {
        int columns = bias.length;
        int width = rows.length;
        System.arraycopy(bias, 0, out, 0, columns);
        int a = next(in, -1, width);
        while (a < width) {
            int b = next(in, a, width);
            int c = next(in, b, width);
            int d = next(in, c, width);
            if (d < width) {
                addFour(in[a], rows[a], in[b], rows[b], in[c], rows[c], in[d], rows[d], out);
                a = next(in, d, width);
            } else {
                add(in[a], rows[a], out);
                a = b;
            }
        }
        for (int j = 0; j < columns; j++) {
            out[j] = Math.max(0, out[j]);
        }
    }

    private static void addFour(
            float w, float[] one, float x, float[] two, float y, float[] three, float z, float[] four, float[] out) {
        for (int j = 0; j < out.length; j++) {
            out[j] += (w * one[j] + x * two[j]) + (y * three[j] + z * four[j]);
        }
    }

    private static void add(float factor, float[] row, float[] out) {
        for (int j = 0; j < out.length; j++) {
            out[j] += factor * row[j];
        }
    }

    private static int next(float[] in, int after, int width) {
        int at = after + 1;
        while (at < width && in[at] == 0) {
            at++;
        }
        return at;
    }
}
