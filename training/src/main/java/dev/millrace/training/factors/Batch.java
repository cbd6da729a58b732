package dev.millrace.training.factors;

import dev.millrace.cascade.feature.FoldInParameters;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The examples of one step: for each row a user's items, some as input, some as targets. Reused from step to step;
 * owned by the learner.
 *
 * <p>A row is either a <em>future</em> example (input: what stands before a random point of the history; targets: what
 * follows) or a <em>half</em> example (input: a random half; targets: the other one). Draws depend on seed, epoch and
 * user alone.
 */
final class Batch {
    private final Histories histories;
    private final LearnerConfig config;
    private final float[] recency;
    private final float[] decay;

    int rows;
    /** [rows + 1]: the entries of row r are [starts[r], starts[r + 1]). */
    final int[] starts;
    /** Item of each entry. */
    int[] items = new int[0];
    /** What the item weighs as input; 0 for none. */
    float[] inputWeights = new float[0];
    /** What the item weighs as target; 0 for none. Sums to the square root of the number of targets in a row. */
    float[] targetWeights = new float[0];

    Batch(Histories histories, LearnerConfig config) {
        this.histories = histories;
        this.config = config;
        FoldInParameters foldIn = new FoldInParameters(config.recencyExponent(), config.maxItems());
        this.recency = new float[config.maxItems()];
        this.decay = new float[config.maxItems()];
        for (int i = 0; i < config.maxItems(); i++) {
            recency[i] = foldIn.recency(i);
            decay[i] = (float) Math.pow(1.0 + i, -config.targetDecay());
        }
        this.starts = new int[config.batch() + 1];
    }

    /** Fills the batch from {@code users[from, to)} for {@code epoch}. */
    void fill(int[] users, int from, int to, int epoch) {
        rows = to - from;
        for (int row = 0; row < rows; row++) {
            starts[row + 1] = starts[row] + Math.min(histories.length(users[from + row]), config.maxItems());
        }
        int size = starts[rows];
        if (items.length < size) {
            items = new int[size * 2];
            inputWeights = new float[size * 2];
            targetWeights = new float[size * 2];
        }
        for (int row = 0; row < rows; row++) {
            fillRow(row, users[from + row], epoch);
        }
    }

    private void fillRow(int row, int user, int epoch) {
        SplittableRandom random = new SplittableRandom(
                (config.seed() * 0x9E3779B97F4A7C15L + epoch) * 0xBF58476D1CE4E5B9L + user * 0x94D049BB133111EBL);
        int start = starts[row];
        int length = starts[row + 1] - start;
        int first = histories.starts[user] + window(random, histories.length(user), length);
        System.arraycopy(histories.itemOf, first, items, start, length);
        System.arraycopy(histories.strengthOf, first, inputWeights, start, length);
        Arrays.fill(targetWeights, start, start + length, 0);
        if (random.nextDouble() < config.futureShare()) {
            splitAt(1 + random.nextInt(length - 1), start, length);
        } else {
            splitInHalves(random, start, length);
        }
        dropInputs(random, start, length);
        equalize(start, length);
    }

    private static int window(SplittableRandom random, int available, int length) {
        return available == length ? 0 : random.nextInt(available - length + 1);
    }

    private void splitAt(int cut, int start, int length) {
        for (int i = 0; i < cut; i++) {
            inputWeights[start + i] *= recency[cut - 1 - i];
        }
        for (int i = cut; i < length; i++) {
            inputWeights[start + i] = 0;
            targetWeights[start + i] = decay[i - cut];
        }
    }

    private void splitInHalves(SplittableRandom random, int start, int length) {
        int sure = random.nextInt(length);
        int inputs = 0;
        for (int i = 0; i < length; i++) {
            if (i == sure || random.nextBoolean()) {
                targetWeights[start + i] = 1;
            } else {
                inputs++;
            }
        }
        if (inputs == 0) {
            targetWeights[start + (sure == 0 ? 1 : 0)] = 0;
        }
        int age = 0;
        for (int i = length - 1; i >= 0; i--) {
            inputWeights[start + i] *= targetWeights[start + i] == 0 ? recency[age++] : 0;
        }
    }

    private void dropInputs(SplittableRandom random, int start, int length) {
        if (config.inputKeep() == 1) {
            return;
        }
        int newest = start + length - 1;
        while (inputWeights[newest] == 0) {
            newest--;
        }
        for (int i = start; i < newest; i++) {
            if (random.nextDouble() >= config.inputKeep()) {
                inputWeights[i] = 0;
            }
        }
    }

    /** Lets a row of many targets count more than one of few, but not in proportion. */
    private void equalize(int start, int length) {
        float sum = 0;
        int targets = 0;
        for (int i = start; i < start + length; i++) {
            sum += targetWeights[i];
            targets += targetWeights[i] > 0 ? 1 : 0;
        }
        float factor = (float) Math.sqrt(targets) / sum;
        for (int i = start; i < start + length; i++) {
            targetWeights[i] *= factor;
        }
    }
}
