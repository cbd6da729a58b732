package dev.millrace.training.rerank;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Fits a {@link RerankNetwork}: first the linear path, then, with enough queries, everything.
 *
 * <p>The linear path starts from a belief that holds on most data, similar and near items first, and is drawn back to it
 * as if the belief were worth some queries; with a hundred events it hardly leaves it. The hidden layers begin by saying
 * nothing. After every pass the validation NDCG@10 is taken, and the best state of all, the first included, is the
 * result, so that more freedom is never paid for with less quality on validation.
 *
 * <p>Immutable and thread-safe. The same examples, configuration and seed give the same network bit for bit.
 */
public final class RerankTrainer {
    /** Where the linear path starts, for standardised features; all others at 0. */
    private static final Map<String, Float> BELIEF = Map.of(
            "similar.recency", 0.8f, "user.dot", 0.6f, "user.cosine", 0.2f, "item.recent", 0.2f, "repeat.count", 0.2f);

    private static final int TIMED_QUERIES = 32;

    private final RerankConfig config;

    /** Creates a trainer. */
    public RerankTrainer(RerankConfig config) {
        this.config = config;
    }

    /**
     * Trains on {@code training} and stops by {@code validation}, which must hold other users.
     *
     * @param training queries to learn from; none at all gives the initial belief
     * @param validation queries to judge by
     * @param progress hears how it goes on
     */
    public RerankOutcome train(RerankExamples training, RerankExamples validation, RerankProgress progress) {
        if (!training.names().equals(validation.names())) {
            throw new IllegalArgumentException(
                    "features: " + validation.names() + " (expected: " + training.names() + ")");
        }
        Standardizer standardizer = Standardizer.fit(training);
        boolean deep = training.size() >= config.hiddenQueries();
        RerankNetwork start = RerankNetwork.create(training.names(), standardizer, 0, config.seed());
        believe(start);
        Run run = new Run(start, inputs(training, standardizer), training, validation, progress);
        run.announce(deep ? 2 : 1);
        run.judge(new RerankOutcome.Epoch(0, false, Double.NaN, 0), start);
        run.epochs(false);
        if (deep) {
            run.epochs(true);
        }
        return run.outcome();
    }

    private static void believe(RerankNetwork network) {
        for (int i = 0; i < network.names().size(); i++) {
            network.linear[i] = BELIEF.getOrDefault(network.names().get(i), 0f);
        }
    }

    private static List<float[]> inputs(RerankExamples examples, Standardizer standardizer) {
        List<float[]> inputs = new ArrayList<>(examples.size());
        for (int q = 0; q < examples.size(); q++) {
            inputs.add(inputs(examples.group(q), standardizer));
        }
        return inputs;
    }

    private static float[] inputs(RerankExamples.Group group, Standardizer standardizer) {
        float[] x = new float[group.size * standardizer.inputs()];
        for (int row = 0; row < group.size; row++) {
            standardizer.apply(group.features, row * standardizer.features(), x, row * standardizer.inputs());
        }
        return x;
    }

    private final class Run {
        private final List<float[]> inputs;
        private final RerankExamples training;
        private final RerankExamples validation;
        private final RerankProgress progress;
        private final float[] belief;
        private final List<RerankOutcome.Epoch> curve = new ArrayList<>();
        private RerankNetwork best;
        private double bestNdcg = Double.NEGATIVE_INFINITY;
        private long steps;

        Run(
                RerankNetwork start,
                List<float[]> inputs,
                RerankExamples training,
                RerankExamples validation,
                RerankProgress progress) {
            this.inputs = inputs;
            this.training = training;
            this.validation = validation;
            this.progress = progress;
            this.belief = start.linear.clone();
            this.best = start;
        }

        /** Times a few queries without keeping what they teach. */
        void announce(int phases) {
            Backpropagation trial = new Backpropagation(phases == 1 ? best : best.deepen(config.hidden(), 0));
            int timed = Math.min(TIMED_QUERIES, training.size());
            long begin = System.nanoTime();
            for (int q = 0; q < timed; q++) {
                trial.backward(inputs.get(q), training.group(q));
            }
            double each = timed == 0 ? 0 : (System.nanoTime() - begin) / (double) timed;
            long perEpoch = Math.ceilDiv((long) training.size(), config.batch());
            // A linear pass costs little beside a deep one, judging half a pass.
            long queries = (long) config.epochs() * (training.size() + validation.size() / 2);
            progress.started(perEpoch * phases * config.epochs(), Duration.ofNanos((long) (each * queries)));
        }

        /** Goes on from the best state so far until it gets no better. */
        void epochs(boolean deep) {
            RerankNetwork network = deep ? best.deepen(config.hidden(), config.seed()) : best.copy();
            Backpropagation passes = new Backpropagation(network);
            Adam adam = new Adam(network.parameters());
            SplittableRandom random = new SplittableRandom(config.seed() + (deep ? 1 : 0));
            int[] order = new int[training.size()];
            for (int i = 0; i < order.length; i++) {
                order[i] = i;
            }
            int worse = 0;
            for (int epoch = 0; epoch < config.epochs() && worse < config.patience() && order.length > 0; epoch++) {
                shuffle(order, random);
                // Half a cosine down to a tenth: big steps first, small ones at the end.
                double rate = config.learningRate()
                        * (0.55 + 0.45 * Math.cos(Math.PI * epoch / config.epochs()))
                        * (deep ? 1 : 5);
                double loss = pass(network, passes, adam, order, rate);
                boolean better = judge(new RerankOutcome.Epoch(curve.size(), deep, loss, 0), network);
                worse = better ? 0 : worse + 1;
            }
        }

        private double pass(RerankNetwork network, Backpropagation passes, Adam adam, int[] order, double rate) {
            double loss = 0;
            for (int begin = 0; begin < order.length; begin += config.batch()) {
                int end = Math.min(order.length, begin + config.batch());
                passes.clear();
                for (int i = begin; i < end; i++) {
                    loss += passes.backward(inputs.get(order[i]), training.group(order[i]));
                }
                float[][] gradients = passes.gradients();
                float mean = 1f / (end - begin);
                for (int g = 0; g < gradients.length; g++) {
                    for (int i = 0; i < gradients[g].length; i++) {
                        gradients[g][i] *= mean;
                    }
                }
                float pull = (float) (config.shrinkage() / order.length);
                for (int i = 0; i < belief.length; i++) {
                    gradients[0][i] += pull * (network.linear[i] - belief[i]);
                }
                adam.step(gradients, rate, config.weightDecay());
                progress.step(++steps);
            }
            return loss / order.length;
        }

        /** Notes the quality of a state; returns whether it is the best so far, and keeps a copy if so. */
        boolean judge(RerankOutcome.Epoch epoch, RerankNetwork network) {
            double ndcg = mean(qualities(network));
            RerankOutcome.Epoch judged = new RerankOutcome.Epoch(epoch.number(), epoch.deep(), epoch.loss(), ndcg);
            curve.add(judged);
            progress.epoch(judged);
            // Without validation queries there is nothing to choose by: the last state stands.
            if (ndcg > bestNdcg || Double.isNaN(ndcg)) {
                best = network.copy();
                bestNdcg = ndcg;
                return true;
            }
            return false;
        }

        private double[] qualities(RerankNetwork network) {
            Backpropagation passes = new Backpropagation(network);
            double[] qualities = new double[validation.size()];
            for (int q = 0; q < qualities.length; q++) {
                RerankExamples.Group group = validation.group(q);
                qualities[q] = RankQuality.ndcg(group, passes.forward(inputs(group, network.standardizer), group.size));
            }
            return qualities;
        }

        RerankOutcome outcome() {
            double[] network = qualities(best);
            double[] gains = new double[network.length];
            double retrieval = 0;
            for (int q = 0; q < network.length; q++) {
                RerankExamples.Group group = validation.group(q);
                double order = RankQuality.ndcg(group, group.retrieval);
                retrieval += order;
                gains[q] = network[q] - order;
            }
            double gain = mean(gains);
            double squares = 0;
            for (double each : gains) {
                squares += (each - gain) * (each - gain);
            }
            double error = 1.96 * Math.sqrt(squares / Math.max(1, gains.length - 1) / gains.length);
            BestFeature feature = BestFeature.of(validation);
            return new RerankOutcome(
                    best,
                    curve,
                    mean(network),
                    retrieval / network.length,
                    feature.name(),
                    feature.ndcg(),
                    gain - error,
                    gain + error);
        }

        private static double mean(double[] values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum / values.length;
        }

        private static void shuffle(int[] order, SplittableRandom random) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
        }
    }
}
