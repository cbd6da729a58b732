package dev.millrace.training.factors;

import dev.millrace.training.factors.Kernels.Matrix;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Learns input vectors P and item vectors Q, both [items x dimension], such that the inner product of an item's vector
 * with the folded history says how likely the item is wanted. One caller at a time; its workers do the arithmetic.
 *
 * <p><b>The idea.</b> A user is nothing but a history: {@code u = normalise(sum w(i) P[i])}, which is what serving
 * computes, so what is trained is what is served and no user has a parameter. Every example splits a history in two
 * ({@link Batch}) and asks the first part to predict the items of the other by a softmax over the catalogue, {@code p(j
 * | u) = exp(u . q(j) / t) / (exp(u . q(j) / t) + sum over items not in the history)}, where q(j) is Q[j] at a length
 * that only the item's popularity sets. Cosines with a low temperature weigh the hard negatives most, which is why this
 * loss ranks better than squared error or pairwise losses. The sum runs over a few thousand items drawn afresh each
 * step and shared by all users of the step, scaled to the catalogue's size: the whole step is then three matrix
 * products.
 *
 * <p><b>What P and Q share.</b> Both tell of the same items, so a row of Q takes the gradients of both its uses and
 * P[i] moves with Q[i]; beyond that P[i] takes steps of its own, {@code inputFreedom} times as long. With 0 the two
 * differ in length alone, which is best where order means nothing; where it does, what follows an item is not what
 * resembles it, and P needs its freedom.
 *
 * <p><b>Sources.</b> Items as sums of items: Paterek 2007 (NSVD), Kabbur et al. 2013 (FISM). Sampled softmax over
 * cosines: Wu et al. 2022 (On the effectiveness of sampled softmax loss for item recommendation); SimpleX (Mao et al.
 * 2021) for history-aggregating users. Row-wise AdaGrad: Duchi et al. 2011, one accumulator a row.
 *
 * <p><b>Determinism.</b> Draws depend on the seed, the epoch and the user or step; every number is computed by one
 * thread in a fixed order. The result does not depend on the number of threads.
 */
final class SoftmaxLearner {
    private static final int GRAIN = 64;

    private final Histories histories;
    private final LearnerConfig config;
    private final Kernels kernels;
    private final Workers workers;
    private final int dimension;
    private final int[] users;
    private final float[] damping;
    private final float[] lengths;

    private final Embeddings inputs;
    private final Embeddings outputs;

    private final Batch batch;
    private final Negatives negatives;
    private final float[] negativeVectors;
    private final float[] negativeGradients;
    private final float[] sums;
    private final float[] hidden;
    private final float[] hiddenGradients;
    private final float[] rowLoss;
    private final float[] rowWeight;
    private final float[] logits;
    private final int logitStride;
    private final float[][] panels;
    private final float[][] gradients;
    private final float[][] inputGradients;
    private final EntriesByItem entries;
    private float[] entryGradients = new float[0];

    SoftmaxLearner(Histories histories, LearnerConfig config, Kernels kernels, Workers workers) {
        this.histories = histories;
        this.config = config;
        this.kernels = kernels;
        this.workers = workers;
        this.dimension = config.dimension();
        this.users = usersWithAtLeastTwo(histories);
        int[] counts = histories.itemCounts();
        this.damping = damping(counts);
        this.lengths = lengths(counts, config.popularityExponent());
        this.inputs = new Embeddings(histories.items, dimension);
        this.outputs = new Embeddings(histories.items, dimension);
        inputs.randomize(config.seed());
        outputs.randomize(config.seed());

        int rows = config.batch();
        this.batch = new Batch(histories, config);
        this.negatives = new Negatives(histories.items, config.negatives());
        int drawn = negatives.items.length;
        this.negativeVectors = new float[drawn * dimension];
        this.negativeGradients = new float[drawn * dimension];
        this.sums = new float[rows];
        this.hidden = new float[rows * dimension];
        this.hiddenGradients = new float[rows * dimension];
        this.rowLoss = new float[rows];
        this.rowWeight = new float[rows];
        // An odd number of cache lines, so that a column does not fall into one set of the cache.
        this.logitStride = ((drawn + 15) / 16 | 1) * 16;
        this.logits = new float[rows * logitStride];
        int panel = kernels.panelLength(Math.max(dimension, Math.max(drawn, rows)));
        this.panels = new float[workers.count()][panel];
        this.gradients = new float[workers.count()][dimension];
        this.inputGradients = new float[workers.count()][dimension];
        this.entries = new EntriesByItem(histories.items);
    }

    private static int[] usersWithAtLeastTwo(Histories histories) {
        int[] users = new int[histories.users];
        int size = 0;
        for (int user = 0; user < histories.users; user++) {
            if (histories.length(user) >= 2) {
                users[size++] = user;
            }
        }
        return Arrays.copyOf(users, size);
    }

    /** A frequent item says less of a taste: it starts with less weight in the sum, and may learn otherwise. */
    private static float[] damping(int[] counts) {
        float[] damping = new float[counts.length];
        double sum = 0;
        for (int item = 0; item < counts.length; item++) {
            damping[item] = (float) (1 / Math.sqrt(Math.max(1, counts[item])));
            sum += damping[item];
        }
        float mean = (float) (sum / counts.length);
        for (int item = 0; item < counts.length; item++) {
            damping[item] /= mean;
        }
        return damping;
    }

    private static float[] lengths(int[] counts, float exponent) {
        int[] sorted = Arrays.stream(counts).filter(count -> count > 0).sorted().toArray();
        double median = sorted.length == 0 ? 1 : sorted[sorted.length / 2];
        float[] lengths = new float[counts.length];
        for (int item = 0; item < counts.length; item++) {
            lengths[item] = (float) Math.pow(Math.max(1, counts[item]) / median, exponent);
        }
        return lengths;
    }

    /** Passes over all users once; returns the mean loss. */
    double epoch(int epoch) {
        int[] order = shuffled(epoch);
        int steps = (order.length + config.batch() - 1) / config.batch();
        double loss = 0;
        double weight = 0;
        for (int step = 0; step < steps; step++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new TrainingInterruptedException();
            }
            int from = step * config.batch();
            batch.fill(order, from, Math.min(order.length, from + config.batch()), epoch);
            negatives.draw(new SplittableRandom(config.seed() ^ ((epoch * 1_000_003L + step) * 0xD1342543DE82EF95L)));
            double done = (epoch + step / (double) steps) / config.epochs();
            step((float) (config.learningRate() * (1 - 0.9 * Math.min(1, done))));
            for (int row = 0; row < batch.rows; row++) {
                loss += rowLoss[row];
                weight += rowWeight[row];
            }
        }
        return weight > 0 ? loss / weight : 0;
    }

    private int[] shuffled(int epoch) {
        int[] order = users.clone();
        SplittableRandom random = new SplittableRandom(config.seed() + 0x632BE59BD9B4E019L * (epoch + 1));
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }

    private void step(float learningRate) {
        int size = batch.starts[batch.rows];
        if (entryGradients.length < size) {
            entryGradients = new float[size * 2];
        }
        workers.forSlices(negatives.size, GRAIN, (worker, from, to) -> gatherNegatives(from, to));
        workers.forSlices(batch.rows, GRAIN, this::forwardAndBack);
        workers.forSlices(
                negatives.size,
                GRAIN,
                (worker, from, to) -> kernels.multiply(
                        Matrix.transposed(logits, logitStride),
                        Matrix.rows(hidden, dimension),
                        negativeGradients,
                        dimension,
                        from,
                        to,
                        dimension,
                        batch.rows,
                        panels[worker]));
        entries.group(batch, negatives);
        workers.forSlices(entries.size(), GRAIN, (worker, from, to) -> {
            for (int i = from; i < to; i++) {
                update(entries.item(i), gradients[worker], inputGradients[worker], learningRate);
            }
        });
    }

    private void gatherNegatives(int from, int to) {
        for (int slot = from; slot < to; slot++) {
            int item = negatives.items[slot];
            System.arraycopy(outputs.values, item * dimension, negativeVectors, slot * dimension, dimension);
            kernels.scale(negativeVectors, slot * dimension, dimension, outputScale(item));
        }
    }

    /** What Q[item] is multiplied by to get the item vector. */
    private float outputScale(int item) {
        float squares = kernels.dot(outputs.values, item * dimension, outputs.values, item * dimension, dimension);
        return lengths[item] / (float) Math.sqrt(squares);
    }

    /** Rows {@code [from, to)}: folds, scores, and carries the loss back to the hidden vectors and the logits. */
    private void forwardAndBack(int worker, int from, int to) {
        for (int row = from; row < to; row++) {
            fold(row);
        }
        kernels.multiply(
                Matrix.rows(hidden, dimension),
                Matrix.transposed(negativeVectors, dimension),
                logits,
                logitStride,
                from,
                to,
                negatives.size,
                dimension,
                panels[worker]);
        for (int row = from; row < to; row++) {
            softmax(row);
        }
        kernels.multiply(
                Matrix.rows(logits, logitStride),
                Matrix.rows(negativeVectors, dimension),
                hiddenGradients,
                dimension,
                from,
                to,
                dimension,
                negatives.size,
                panels[worker]);
        for (int row = from; row < to; row++) {
            backThroughFold(row);
        }
    }

    private void fold(int row) {
        int base = row * dimension;
        Arrays.fill(hidden, base, base + dimension, 0);
        for (int entry = batch.starts[row]; entry < batch.starts[row + 1]; entry++) {
            if (batch.inputWeights[entry] > 0) {
                int item = batch.items[entry];
                float weight = batch.inputWeights[entry] * damping[item];
                kernels.addScaled(weight, inputs.values, item * dimension, hidden, base, dimension);
            }
        }
        float norm = (float) Math.sqrt(kernels.dot(hidden, base, hidden, base, dimension));
        sums[row] = norm;
        if (norm > 0) {
            kernels.scale(hidden, base, dimension, 1 / norm);
        }
    }

    /** Turns a row's cosines with the negatives into gradients, and leaves those of the targets with the entries. */
    private void softmax(int row) {
        int base = row * logitStride;
        float inverse = 1 / config.temperature();
        kernels.expShifted(logits, base, negatives.size, inverse);
        int masked = 0;
        for (int entry = batch.starts[row]; entry < batch.starts[row + 1]; entry++) {
            int slot = negatives.slotOf[batch.items[entry]];
            if (slot >= 0) {
                logits[base + slot] = 0;
                masked++;
            }
        }
        int own = batch.starts[row + 1] - batch.starts[row];
        int standing = Math.max(1, negatives.size - masked);
        float expansion = Math.max(0, histories.items - own) / (float) standing;
        float others = kernels.sum(logits, base, negatives.size) * expansion;
        float pull = 0;
        float loss = 0;
        float weights = 0;
        for (int entry = batch.starts[row]; entry < batch.starts[row + 1]; entry++) {
            float weight = batch.targetWeights[entry];
            if (weight > 0) {
                int item = batch.items[entry];
                float score = outputScale(item)
                        * kernels.dot(hidden, row * dimension, outputs.values, item * dimension, dimension);
                float target = ScalarKernels.exp((score - 1) * inverse);
                float total = target + others;
                float missed = others / total;
                loss -= weight * (float) Math.log(Math.max(1e-30f, target / total));
                weights += weight;
                entryGradients[entry] = -missed * weight * inverse;
                pull += weight / total;
            }
        }
        rowLoss[row] = loss;
        rowWeight[row] = weights;
        kernels.scale(logits, base, negatives.size, pull * expansion * inverse);
    }

    private void backThroughFold(int row) {
        int base = row * dimension;
        for (int entry = batch.starts[row]; entry < batch.starts[row + 1]; entry++) {
            if (batch.targetWeights[entry] > 0) {
                int item = batch.items[entry];
                float scale = entryGradients[entry] * outputScale(item);
                kernels.addScaled(scale, outputs.values, item * dimension, hiddenGradients, base, dimension);
            }
        }
        float along = kernels.dot(hiddenGradients, base, hidden, base, dimension);
        kernels.addScaled(-along, hidden, base, hiddenGradients, base, dimension);
        kernels.scale(hiddenGradients, base, dimension, sums[row] > 0 ? 1 / sums[row] : 0);
    }

    private void update(int item, float[] gradient, float[] inputGradient, float learningRate) {
        outputGradient(item, gradient);
        boolean input = inputGradient(item, inputGradient);
        if (input) {
            kernels.addScaled(1, inputGradient, 0, gradient, 0, dimension);
        }
        float scale = outputs.step(item, gradient, learningRate, kernels);
        inputs.move(item, scale, gradient, kernels);
        if (input && config.inputFreedom() > 0) {
            inputs.step(item, inputGradient, learningRate * config.inputFreedom(), kernels);
        }
    }

    private void outputGradient(int item, float[] gradient) {
        int slot = negatives.slotOf[item];
        if (slot >= 0) {
            System.arraycopy(negativeGradients, slot * dimension, gradient, 0, dimension);
        } else {
            Arrays.fill(gradient, 0);
        }
        for (int entry = entries.first(item); entry >= 0; entry = entries.next(entry)) {
            if (batch.targetWeights[entry] > 0) {
                int row = entries.row(entry);
                kernels.addScaled(entryGradients[entry], hidden, row * dimension, gradient, 0, dimension);
            }
        }
        int base = item * dimension;
        float squares = kernels.dot(outputs.values, base, outputs.values, base, dimension);
        float along = kernels.dot(gradient, 0, outputs.values, base, dimension) / squares;
        kernels.addScaled(-along, outputs.values, base, gradient, 0, dimension);
        kernels.scale(gradient, 0, dimension, lengths[item] / (float) Math.sqrt(squares));
    }

    /** Returns whether the item was an input at all. */
    private boolean inputGradient(int item, float[] gradient) {
        Arrays.fill(gradient, 0);
        boolean any = false;
        for (int entry = entries.first(item); entry >= 0; entry = entries.next(entry)) {
            float weight = batch.inputWeights[entry];
            if (weight > 0) {
                int row = entries.row(entry);
                kernels.addScaled(weight * damping[item], hiddenGradients, row * dimension, gradient, 0, dimension);
                any = true;
            }
        }
        return any;
    }

    /** Returns the input vectors as fold-in takes them, [items x dimension]. */
    float[] inputVectors() {
        float[] vectors = inputs.values.clone();
        for (int item = 0; item < damping.length; item++) {
            kernels.scale(vectors, item * dimension, dimension, damping[item]);
        }
        return vectors;
    }

    /** Returns the item vectors, [items x dimension]. */
    float[] itemVectors() {
        float[] vectors = outputs.values.clone();
        for (int item = 0; item < lengths.length; item++) {
            kernels.scale(vectors, item * dimension, dimension, outputScale(item));
        }
        return vectors;
    }

    void write(DataOutput out) throws IOException {
        inputs.write(out);
        outputs.write(out);
    }

    void read(DataInput in) throws IOException {
        inputs.read(in);
        outputs.read(in);
    }
}
