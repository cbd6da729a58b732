package dev.millrace.training.rerank;

import java.util.List;
import java.util.SplittableRandom;

/** One network learning from some queries, pass after pass. Owned by one thread. */
final class RerankPasses {
    private final RerankConfig config;
    private final RerankNetwork network;
    private final RerankExamples examples;
    private final List<float[]> inputs;
    private final float[] belief;
    private final Backpropagation passes;
    private final boolean everything;
    private final Adam adam;
    private final SplittableRandom random;
    private final int[] order;

    /**
     * @param network changed by every pass
     * @param inputs of all queries of {@code examples}, standardised
     * @param queries the ones to learn from
     * @param belief what the linear path is drawn back to
     * @param everything whether the hidden layers learn too; otherwise they stay as they are
     */
    RerankPasses(
            RerankConfig config,
            RerankNetwork network,
            RerankExamples examples,
            List<float[]> inputs,
            int[] queries,
            float[] belief,
            boolean everything) {
        this.config = config;
        this.network = network;
        this.examples = examples;
        this.inputs = inputs;
        this.belief = belief;
        passes = new Backpropagation(network);
        this.everything = everything;
        adam = new Adam(everything ? network.parameters() : new float[][] {network.linear});
        random = new SplittableRandom(config.seed() + (everything ? 1 : 0));
        order = queries.clone();
    }

    RerankNetwork network() {
        return network;
    }

    /** Learns from every query once, in random order, and returns the mean loss; 0 without queries. */
    double run(int epoch) {
        shuffle();
        // Half a cosine down to a tenth: big steps first, small ones at the end.
        double rate = config.learningRate()
                * (0.55 + 0.45 * Math.cos(Math.PI * epoch / config.epochs()))
                * (everything ? 1 : 5);
        double loss = 0;
        for (int begin = 0; begin < order.length; begin += config.batch()) {
            int end = Math.min(order.length, begin + config.batch());
            passes.clear();
            for (int i = begin; i < end; i++) {
                loss += passes.backward(inputs.get(order[i]), examples.group(order[i]));
            }
            adam.step(mean(end - begin), rate, config.weightDecay());
        }
        return loss / Math.max(1, order.length);
    }

    private float[][] mean(int queries) {
        float[][] gradients = passes.gradients();
        for (float[] gradient : gradients) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] /= queries;
            }
        }
        float pull = (float) (config.shrinkage() / order.length);
        for (int i = 0; i < belief.length; i++) {
            gradients[0][i] += pull * (network.linear[i] - belief[i]);
        }
        return everything ? gradients : new float[][] {gradients[0]};
    }

    private void shuffle() {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }
}
