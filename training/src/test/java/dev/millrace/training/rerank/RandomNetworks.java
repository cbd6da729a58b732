package dev.millrace.training.rerank;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Networks with nothing left at zero, to hold other ways to compute them against. */
public final class RandomNetworks {
    private RandomNetworks() {}

    /** A network whose every other feature has an indicator; without hidden layers when {@code hidden} is 0. */
    public static RerankNetwork of(List<String> names, int hidden, long seed) {
        Random random = new Random(seed);
        float[] means = new float[names.size()];
        float[] scales = new float[names.size()];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) random.nextGaussian();
            scales[i] = 0.3f + random.nextFloat();
        }
        int[] indicated =
                IntStream.range(0, names.size()).filter(i -> i % 2 == 0).toArray();
        RerankNetwork network = RerankNetwork.create(names, new Standardizer(means, scales, indicated), hidden, seed);
        for (float[] parameter : network.parameters()) {
            for (int i = 0; i < parameter.length; i++) {
                parameter[i] += 0.3f * (float) random.nextGaussian();
            }
        }
        return network;
    }
}
