package dev.millrace.training.sequence;

import java.time.Duration;
import java.util.Arrays;

/**
 * Shape and plan of a sequence model, derived from the size of the data.
 *
 * <p>The rules come from runs on a few public data sets; ADR 20 has the numbers. Small data wants a narrower network; a
 * large catalogue wants a sampled softmax, because the cost of a step is positions x items.
 *
 * @param shape sizes of the network
 * @param plan how to train it
 */
public record SequenceSettings(NetworkShape shape, TrainingPlan plan) {
    /** A full softmax is used while a pass with it takes less than this on one thread. */
    private static final double FULL_SOFTMAX_SECONDS = 90;

    /** What a search for the best number of passes may take on two threads; a refit takes as much again at most. */
    private static final double FIT_SECONDS = 1500;

    private static final int MAX_EPOCHS = 60;

    /**
     * Derives settings from the data.
     *
     * @param horizonMillis see {@link TrainingPlan#horizonMillis()}; data without times has none
     * @param repeatTargets see {@link TrainingPlan#repeatTargets()}
     * @param seed source of all randomness
     */
    public static SequenceSettings forData(SequenceData data, long horizonMillis, boolean repeatTargets, long seed) {
        long horizon = data.hasTimestamps() ? horizonMillis : 0;
        int events = data.eventCount();
        int dimension = events < 2_000 ? 16 : events < 20_000 ? 32 : 64;
        NetworkShape shape = new NetworkShape(
                data.itemCount(),
                data.attributes().attributeCount(),
                data.typeCount(),
                data.hasTimestamps(),
                dimension,
                2,
                2,
                2 * dimension,
                maxLength(data));
        TrainingPlan full = plan(Math.clamp(events / 128L, 64, 1024), 0, horizon, repeatTargets, seed);
        TrainingPlan sampled = plan(2048, 2048, horizon, repeatTargets, seed);
        boolean fits = new SequenceSettings(shape, full).secondsPerEpoch(events, 1) < FULL_SOFTMAX_SECONDS;
        TrainingPlan plan = fits ? full : sampled;
        double epochs = FIT_SECONDS / new SequenceSettings(shape, plan).secondsPerEpoch(Math.max(1, events), 2);
        return new SequenceSettings(shape, plan.withEpochs((int) Math.clamp(epochs, 2, MAX_EPOCHS)));
    }

    private static TrainingPlan plan(
            int batchPositions, int sampledItems, long horizonMillis, boolean repeatTargets, long seed) {
        return new TrainingPlan(
                0.002f, 0.1f, 0.3f, batchPositions, MAX_EPOCHS, 3, sampledItems, horizonMillis, repeatTargets, seed);
    }

    /** The 95th percentile of the users' event counts, between 20 and 100 in steps of 10. */
    private static int maxLength(SequenceData data) {
        int[] lengths = new int[data.userCount()];
        for (int user = 0; user < lengths.length; user++) {
            lengths[user] = data.end(user) - data.start(user);
        }
        Arrays.sort(lengths);
        int high = lengths.length == 0 ? 0 : lengths[(int) (0.95 * (lengths.length - 1))];
        return Math.clamp((high + 9L) / 10 * 10, 20, 100);
    }

    /**
     * Returns a copy that makes at most as many passes as fit into a time on this kind of machine, at least one.
     *
     * @param events predicted events a pass
     * @param threads threads of PyTorch, 1 or 2
     */
    public SequenceSettings within(Duration time, long events, int threads) {
        double passes = time.toMillis() / 1000.0 / Math.max(1e-9, secondsPerEpoch(events, threads));
        int most = (int) Math.clamp(passes, 1, plan.maxEpochs());
        return new SequenceSettings(shape, plan.withEpochs(most));
    }

    /**
     * Estimates the floating point operations of one pass over the data, forward and backward.
     *
     * @param events predicted events a pass
     */
    public double operationsPerEpoch(long events) {
        double d = shape.dimension();
        double rows = plan.sampledItems() == 0
                ? shape.itemCount()
                : Math.min(shape.itemCount(), plan.sampledItems() + 0.7 * plan.batchPositions());
        double softmax = 6 * rows * (d + 1) + 25 * rows;
        double encoder = shape.layers() * (4 * d * d + 2 * d * shape.feedForward() + d * shape.maxLength()) * 6 * 3;
        return events * (softmax + encoder);
    }

    /**
     * Estimates how long one pass takes.
     *
     * @param events predicted events a pass
     * @param threads threads of PyTorch, 1 or 2
     */
    public double secondsPerEpoch(long events, int threads) {
        return operationsPerEpoch(events) / (4.5e10 * (threads > 1 ? 1.7 : 1));
    }
}
