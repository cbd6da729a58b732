package dev.millrace.training.sequence;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019) over plain arrays. Rows that a step leaves alone keep
 * their moments. One thread at a time.
 */
final class AdamW {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.98f;
    private static final float EPSILON = 1e-8f;

    private final Parameters weights;
    private final Parameters first;
    private final Parameters second;
    private final float peakRate;
    private final int warmUp;
    private int step;
    private float rate;
    private float correction1;
    private float correction2;

    /**
     * @param peakRate learning rate after a linear warm-up
     * @param warmUp steps of the warm-up, &gt; 0
     */
    AdamW(Parameters weights, float peakRate, int warmUp) {
        this.weights = weights;
        this.first = weights.zeros();
        this.second = weights.zeros();
        this.peakRate = peakRate;
        this.warmUp = warmUp;
    }

    /** Starts the next step. */
    void advance() {
        step++;
        rate = peakRate * Math.min(1f, step / (float) warmUp);
        correction1 = (float) (1 / (1 - Math.pow(BETA1, step)));
        correction2 = (float) (1 / (1 - Math.pow(BETA2, step)));
    }

    /** Updates the whole weight {@code name} with its gradient. */
    void update(String name, float[] gradient, float decay) {
        update(name, gradient, 0, gradient.length, decay);
    }

    /** Updates the elements {@code from .. to - 1} of the weight {@code name}. */
    void update(String name, float[] gradient, int from, int to, float decay) {
        float[] w = weights.get(name);
        float[] m = first.get(name);
        float[] v = second.get(name);
        float keep = 1 - rate * decay;
        float c1 = rate * correction1;
        float c2 = correction2;
        for (int i = from; i < to; i++) {
            float g = gradient[i];
            float mi = BETA1 * m[i] + (1 - BETA1) * g;
            float vi = BETA2 * v[i] + (1 - BETA2) * g * g;
            m[i] = mi;
            v[i] = vi;
            w[i] = w[i] * keep - c1 * mi / ((float) Math.sqrt(vi * c2) + EPSILON);
        }
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(step);
        first.write(out);
        second.write(out);
    }

    void read(DataInputStream in) throws IOException {
        step = in.readInt();
        first.read(in);
        second.read(in);
    }
}
