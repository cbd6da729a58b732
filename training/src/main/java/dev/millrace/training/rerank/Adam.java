package dev.millrace.training.rerank;

/** Adam (Kingma and Ba, 2015) with decoupled weight decay (Loshchilov and Hutter, 2019). One thread at a time. */
final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final float EPSILON = 1e-8f;

    private final float[][] parameters;
    private final float[][] first;
    private final float[][] second;
    private int steps;

    Adam(float[][] parameters) {
        this.parameters = parameters;
        first = new float[parameters.length][];
        second = new float[parameters.length][];
        for (int i = 0; i < parameters.length; i++) {
            first[i] = new float[parameters[i].length];
            second[i] = new float[parameters[i].length];
        }
    }

    /**
     * Takes one step.
     *
     * @param gradients one for each parameter
     * @param rate learning rate
     * @param decay share of the rate by which every parameter but the first array shrinks
     */
    void step(float[][] gradients, double rate, double decay) {
        steps++;
        double correction1 = 1 - Math.pow(BETA1, steps);
        double correction2 = 1 - Math.pow(BETA2, steps);
        float scale = (float) (rate * Math.sqrt(correction2) / correction1);
        for (int i = 0; i < parameters.length; i++) {
            float keep = i == 0 ? 1 : (float) (1 - rate * decay);
            update(parameters[i], gradients[i], first[i], second[i], scale, keep);
        }
    }

    private static void update(
            float[] value, float[] gradient, float[] first, float[] second, float scale, float keep) {
        float b1 = (float) BETA1;
        float b2 = (float) BETA2;
        for (int k = 0; k < value.length; k++) {
            float g = gradient[k];
            first[k] = b1 * first[k] + (1 - b1) * g;
            second[k] = b2 * second[k] + (1 - b2) * g * g;
            value[k] = keep * value[k] - scale * first[k] / ((float) Math.sqrt(second[k]) + EPSILON);
        }
    }
}
