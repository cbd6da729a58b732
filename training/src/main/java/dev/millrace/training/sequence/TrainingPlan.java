package dev.millrace.training.sequence;

/**
 * How a sequence network is trained.
 *
 * @param learningRate peak learning rate
 * @param weightDecay decoupled weight decay of matrices
 * @param dropout share of activations dropped
 * @param batchPositions predicted events a step, about
 * @param maxEpochs upper bound of the passes over the data
 * @param patience passes without a better validation NDCG@10 before training stops
 * @param sampledItems random items a step that the softmax normalises over, besides the step's own targets; 0 for the
 *     whole catalogue
 * @param horizonMillis how far ahead of a visit an item may lie to be predicted; 0 for what comes next alone
 * @param repeatTargets whether an item the user had before counts as something to predict
 * @param seed source of all randomness
 */
public record TrainingPlan(
        float learningRate,
        float weightDecay,
        float dropout,
        int batchPositions,
        int maxEpochs,
        int patience,
        int sampledItems,
        long horizonMillis,
        boolean repeatTargets,
        long seed) {

    /** Checks the ranges. */
    public TrainingPlan {
        if (!(learningRate > 0) || !(weightDecay >= 0) || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("learningRate " + learningRate + ", weightDecay " + weightDecay
                    + ", dropout " + dropout + " (expected: > 0, >= 0, in [0, 1))");
        }
        if (horizonMillis < 0) {
            throw new IllegalArgumentException("horizonMillis: " + horizonMillis + " (expected: >= 0)");
        }
        if (batchPositions < 1 || maxEpochs < 1 || patience < 1 || sampledItems < 0) {
            throw new IllegalArgumentException("batchPositions " + batchPositions + ", maxEpochs " + maxEpochs
                    + ", patience " + patience + ", sampledItems " + sampledItems + " (expected: > 0, sampled >= 0)");
        }
    }

    /** The same plan with another number of epochs and no more. */
    TrainingPlan withEpochs(int epochs) {
        return new TrainingPlan(
                learningRate,
                weightDecay,
                dropout,
                batchPositions,
                epochs,
                patience,
                sampledItems,
                horizonMillis,
                repeatTargets,
                seed);
    }
}
