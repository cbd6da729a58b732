package dev.millrace.training.rerank;

/**
 * How a re-ranker is trained. Immutable.
 *
 * @param hidden width of the first hidden layer; the second has half of it
 * @param epochs passes over the examples at most
 * @param patience passes without a smaller validation loss after which training stops
 * @param batch queries a step
 * @param learningRate of Adam; five times as much while the linear path learns alone
 * @param weightDecay decoupled decay of the hidden layers a step, as a share of the learning rate
 * @param shrinkage how many queries' worth of belief the linear path has in where it starts
 * @param hiddenQueries with fewer queries to learn from there are no hidden layers
 * @param seed of initial weights and the order of queries
 */
public record RerankConfig(
        int hidden,
        int epochs,
        int patience,
        int batch,
        double learningRate,
        double weightDecay,
        double shrinkage,
        int hiddenQueries,
        long seed) {
    /** What works without knowing the data. */
    public static final RerankConfig DEFAULT = new RerankConfig(32, 20, 4, 16, 0.002, 0.02, 20, 400, 1);

    /** Checks the ranges. */
    public RerankConfig {
        if (hidden < 2 || epochs < 1 || patience < 1 || batch < 1 || hiddenQueries < 0) {
            throw new IllegalArgumentException("hidden, epochs, patience, batch, hiddenQueries: " + hidden + ", "
                    + epochs + ", " + patience + ", " + batch + ", " + hiddenQueries + " (expected: positive)");
        }
        if (!(learningRate > 0 && weightDecay >= 0 && shrinkage >= 0)) {
            throw new IllegalArgumentException("learningRate, weightDecay, shrinkage: " + learningRate + ", "
                    + weightDecay + ", " + shrinkage + " (expected: > 0, >= 0, >= 0)");
        }
    }

    /** Returns a copy with another seed. */
    public RerankConfig withSeed(long newSeed) {
        return new RerankConfig(
                hidden, epochs, patience, batch, learningRate, weightDecay, shrinkage, hiddenQueries, newSeed);
    }
}
