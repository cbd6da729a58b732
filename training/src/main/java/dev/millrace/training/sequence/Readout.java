package dev.millrace.training.sequence;

import java.util.Arrays;
import java.util.Random;

/**
 * How a candidate is scored against an encoded history.
 *
 * <p>With e the candidate's embedding, b its bias and h the hidden states, newest last:
 *
 * <pre>
 *   s1    = e . h_last + b
 *   a_j   = softmax_j(sharpness (e . h_j)),   s2 = sum_j a_j (e . h_j)
 *   z     = ([s1, s2, prior...] - mean) / deviation, a missing prior counting as its mean
 *   score = z direct + relu(z up + upBias) down
 * </pre>
 *
 * It knows embeddings and hidden states by their inner products alone, so it keeps its meaning when the encoder is learned
 * again from more data and ends up with other coordinates.
 *
 * <p>One thread at a time while it is trained; then safe to share.
 */
public final class Readout {
    /** Units of the hidden layer. */
    static final int HIDDEN = 16;

    private final int dimension;
    private final int priorCount;
    private final boolean attends;
    private final Parameters parameters;

    private Readout(int dimension, int priorCount, boolean attends, Parameters parameters) {
        this.dimension = dimension;
        this.priorCount = priorCount;
        this.attends = attends;
        this.parameters = parameters;
    }

    /**
     * A readout that ranks by s1 alone.
     *
     * @param priorCount columns of the prior, which it takes and does not use, &gt; 0
     */
    public static Readout ofEncoder(NetworkShape shape, int priorCount) {
        return initial(shape.dimension(), priorCount, false, 0);
    }

    /**
     * Returns a readout of drawn weights that attends to the history: the size and speed of a learned one, and no
     * knowledge.
     *
     * @param priorCount columns of the prior, &gt; 0
     * @param seed not 0
     */
    public static Readout untrained(NetworkShape shape, int priorCount, long seed) {
        Readout readout = initial(shape.dimension(), priorCount, true, seed);
        Arrays.fill(readout.parameters.get("down"), 0.1f);
        return readout;
    }

    static Readout initial(int dimension, int priorCount, boolean attends, long seed) {
        Random random = new Random(seed);
        Parameters p = new Parameters();
        int inputs = 2 + priorCount;
        p.add("sharpness", 0, random, 1);
        p.get("sharpness")[0] = 0.5f;
        p.add("mean", 0, random, inputs);
        p.add("deviation", 0, random, inputs);
        Arrays.fill(p.get("deviation"), 1);
        p.add("direct", 0, random, inputs, 1);
        p.get("direct")[0] = 1;
        p.add("up", seed == 0 ? 0 : 0.3f, random, inputs, HIDDEN);
        p.add("upBias", 0, random, HIDDEN);
        p.add("down", 0, random, HIDDEN, 1);
        return new Readout(dimension, priorCount, attends, p);
    }

    /** Whether candidates attend to the whole history; otherwise s2 is 0. */
    public boolean attends() {
        return attends;
    }

    /** Columns of the prior. */
    public int priorCount() {
        return priorCount;
    }

    /** Width of the item embeddings. */
    int dimension() {
        return dimension;
    }

    Parameters parameters() {
        return parameters;
    }

    Readout copy() {
        return new Readout(dimension, priorCount, attends, parameters.copy());
    }
}
