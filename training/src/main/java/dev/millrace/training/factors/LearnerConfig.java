package dev.millrace.training.factors;

/**
 * The hyper-parameters of one run of the learner. Immutable.
 *
 * @param dimension numbers a vector, &gt; 0
 * @param temperature what cosines are divided by before the softmax, in [0.03, 2]
 * @param recencyExponent see {@code FoldInParameters}; 0 where order says nothing
 * @param futureShare probability that an example asks for what follows a point of the history, rather than for a random
 *     half of it, in [0, 1]; 0 where order says nothing
 * @param targetDecay the target {@code g} places after that point weighs {@code (1 + g)} to the power of minus this
 * @param inputKeep probability that an input item of an example is kept, in (0, 1]
 * @param popularityExponent length of an item vector: how often the item was seen, relative to the median item, to this
 *     power, in [0, 1]
 * @param inputFreedom how far input vectors may differ from item vectors, in [0, 4]; see {@link SoftmaxLearner}
 * @param learningRate of the first step, &gt; 0; falls linearly to a tenth
 * @param epochs passes over the users, &gt; 0
 * @param batch users a step, &gt; 0
 * @param negatives items drawn a step to stand for the whole catalogue, &gt; 0
 * @param maxItems how many items of a history are looked at, &gt; 1
 * @param seed of every random draw
 */
record LearnerConfig(
        int dimension,
        float temperature,
        float recencyExponent,
        float futureShare,
        float targetDecay,
        float inputKeep,
        float popularityExponent,
        float inputFreedom,
        float learningRate,
        int epochs,
        int batch,
        int negatives,
        int maxItems,
        long seed) {
    LearnerConfig {
        require(dimension > 0, "dimension", dimension, "> 0");
        require(temperature >= 0.03f && temperature <= 2, "temperature", temperature, "0.03 to 2");
        require(recencyExponent >= 0, "recencyExponent", recencyExponent, ">= 0");
        require(futureShare >= 0 && futureShare <= 1, "futureShare", futureShare, "0 to 1");
        require(targetDecay >= 0, "targetDecay", targetDecay, ">= 0");
        require(inputKeep > 0 && inputKeep <= 1, "inputKeep", inputKeep, "in (0, 1]");
        require(popularityExponent >= 0 && popularityExponent <= 1, "popularityExponent", popularityExponent, "0 to 1");
        require(inputFreedom >= 0 && inputFreedom <= 4, "inputFreedom", inputFreedom, "0 to 4");
        require(learningRate > 0, "learningRate", learningRate, "> 0");
        require(epochs > 0, "epochs", epochs, "> 0");
        require(batch > 0, "batch", batch, "> 0");
        require(negatives > 0, "negatives", negatives, "> 0");
        require(maxItems > 1, "maxItems", maxItems, "> 1");
    }

    LearnerConfig withDimension(int dimension) {
        return new LearnerConfig(
                dimension,
                temperature,
                recencyExponent,
                futureShare,
                targetDecay,
                inputKeep,
                popularityExponent,
                inputFreedom,
                learningRate,
                epochs,
                batch,
                negatives,
                maxItems,
                seed);
    }

    LearnerConfig withTemperature(float temperature) {
        return new LearnerConfig(
                dimension,
                temperature,
                recencyExponent,
                futureShare,
                targetDecay,
                inputKeep,
                popularityExponent,
                inputFreedom,
                learningRate,
                epochs,
                batch,
                negatives,
                maxItems,
                seed);
    }

    LearnerConfig withRecencyExponent(float recencyExponent) {
        return new LearnerConfig(
                dimension,
                temperature,
                recencyExponent,
                futureShare,
                targetDecay,
                inputKeep,
                popularityExponent,
                inputFreedom,
                learningRate,
                epochs,
                batch,
                negatives,
                maxItems,
                seed);
    }

    LearnerConfig withFutureShare(float futureShare) {
        return new LearnerConfig(
                dimension,
                temperature,
                recencyExponent,
                futureShare,
                targetDecay,
                inputKeep,
                popularityExponent,
                inputFreedom,
                learningRate,
                epochs,
                batch,
                negatives,
                maxItems,
                seed);
    }

    LearnerConfig withPopularityExponent(float popularityExponent) {
        return new LearnerConfig(
                dimension,
                temperature,
                recencyExponent,
                futureShare,
                targetDecay,
                inputKeep,
                popularityExponent,
                inputFreedom,
                learningRate,
                epochs,
                batch,
                negatives,
                maxItems,
                seed);
    }

    LearnerConfig withInputFreedom(float inputFreedom) {
        return new LearnerConfig(
                dimension,
                temperature,
                recencyExponent,
                futureShare,
                targetDecay,
                inputKeep,
                popularityExponent,
                inputFreedom,
                learningRate,
                epochs,
                batch,
                negatives,
                maxItems,
                seed);
    }

    LearnerConfig withEpochs(int epochs) {
        return new LearnerConfig(
                dimension,
                temperature,
                recencyExponent,
                futureShare,
                targetDecay,
                inputKeep,
                popularityExponent,
                inputFreedom,
                learningRate,
                epochs,
                batch,
                negatives,
                maxItems,
                seed);
    }

    private static void require(boolean condition, String name, Number value, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
