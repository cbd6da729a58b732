package dev.millrace.training.rerank;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds for how many passes to learn: trains the networks of all folds side by side, one pass each, and judges them
 * together by the queries they did not learn from. The state with the least loss on those, the first included, is the
 * result; their NDCG@10 jumps about too much from pass to pass to choose by where queries are few. With more than one
 * fold the result is trained again from all queries for as many passes. Owned by one thread.
 */
final class RerankSearch {
    private static final int TIMED_QUERIES = 32;

    private final RerankConfig config;
    private final RerankLessons lessons;
    private final List<float[]> inputs;
    private final RerankProgress progress;
    private final RerankNetwork start;
    private final List<float[]> beliefs = new ArrayList<>();
    private final List<Integer> schedule = new ArrayList<>();
    private final List<RerankOutcome.Epoch> curve = new ArrayList<>();
    private List<RerankNetwork> best;
    private List<Double> bestQualities = List.of();
    private double bestLoss = Double.POSITIVE_INFINITY;
    private long steps;

    /**
     * @param start where the network that learns from all queries begins
     * @param starts where that of every fold begins
     */
    RerankSearch(
            RerankConfig config,
            RerankLessons lessons,
            RerankNetwork start,
            List<RerankNetwork> starts,
            RerankProgress progress) {
        this.config = config;
        this.lessons = lessons;
        this.progress = progress;
        this.start = start;
        best = starts;
        starts.forEach(network -> beliefs.add(network.linear.clone()));
        inputs = IntStream.range(0, lessons.training().size())
                .mapToObj(query -> inputs(lessons.training().group(query), start.standardizer))
                .toList();
    }

    private static float[] inputs(RerankExamples.Group group, Standardizer standardizer) {
        float[] x = new float[group.size * standardizer.inputs()];
        for (int row = 0; row < group.size; row++) {
            standardizer.apply(group.features, row * standardizer.features(), x, row * standardizer.inputs());
        }
        return x;
    }

    /**
     * Judges the start, and says how long {@code phases} phases may take, by timing a few queries without keeping what
     * they teach.
     */
    void begin(int phases, RerankNetwork largest) {
        Backpropagation trial = new Backpropagation(largest);
        int timed = Math.min(TIMED_QUERIES, inputs.size());
        long begin = System.nanoTime();
        for (int query = 0; query < timed; query++) {
            trial.backward(inputs.get(query), lessons.training().group(query));
        }
        double each = timed == 0 ? 0 : (System.nanoTime() - begin) / (double) timed;
        // A linear pass costs little beside a deep one, judging half a pass.
        long queries = (long) config.epochs()
                * (lessons.folds() * inputs.size() + lessons.validation().size() / 2);
        progress.started((long) phases * config.epochs() * lessons.folds(), Duration.ofNanos((long) (each * queries)));
        judge(0, false, Double.NaN, best);
    }

    /**
     * Goes on from the best state so far until it gets no better.
     *
     * @param everything whether the hidden layers, opened if need be, learn too, or the linear path alone
     */
    void phase(boolean everything) {
        List<RerankPasses> folds = new ArrayList<>();
        for (int fold = 0; fold < lessons.folds(); fold++) {
            folds.add(passes(best.get(fold), lessons.learned(fold), beliefs.get(fold), everything));
        }
        int bestEpoch = 0;
        for (int epoch = 0; epoch < config.epochs() && epoch - bestEpoch < config.patience(); epoch++) {
            double loss = 0;
            for (RerankPasses fold : folds) {
                loss += fold.run(epoch) / folds.size();
                progress.step(++steps);
            }
            if (inputs.isEmpty()) {
                break;
            }
            if (judge(
                    curve.size(),
                    everything,
                    loss,
                    folds.stream().map(RerankPasses::network).toList())) {
                bestEpoch = epoch + 1;
            }
        }
        schedule.add(bestEpoch);
    }

    private RerankPasses passes(RerankNetwork from, int[] queries, float[] belief, boolean everything) {
        RerankNetwork network = everything && !from.deep() ? from.deepen(config.hidden(), config.seed()) : from.copy();
        return new RerankPasses(config, network, lessons.training(), inputs, queries, belief, everything);
    }

    /** Notes the quality of a state; returns whether it is the best so far, and keeps a copy if so. */
    private boolean judge(int number, boolean everything, double loss, List<RerankNetwork> networks) {
        List<Backpropagation> passes =
                networks.stream().map(Backpropagation::new).toList();
        List<Double> qualities = new ArrayList<>();
        double heldOutLoss = 0;
        for (int query = 0; query < lessons.validation().size(); query++) {
            RerankExamples.Group group = lessons.validation().group(query);
            Backpropagation judge = passes.get(lessons.judge(query));
            float[] x = inputs(group, start.standardizer);
            heldOutLoss += judge.loss(x, group) / lessons.validation().size();
            qualities.add(RankQuality.ndcg(group, judge.scores()));
        }
        RerankOutcome.Epoch epoch = new RerankOutcome.Epoch(number, everything, loss, heldOutLoss, mean(qualities));
        curve.add(epoch);
        progress.epoch(epoch);
        // Without validation queries there is nothing to choose by: the last state stands.
        if (heldOutLoss < bestLoss || qualities.isEmpty()) {
            best = networks.stream().map(RerankNetwork::copy).toList();
            bestQualities = qualities;
            bestLoss = heldOutLoss;
            return true;
        }
        return false;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(value -> value).sum() / values.size();
    }

    RerankOutcome outcome() {
        List<Double> retrieval = new ArrayList<>();
        for (int query = 0; query < lessons.validation().size(); query++) {
            RerankExamples.Group group = lessons.validation().group(query);
            retrieval.add(RankQuality.ndcg(group, group.retrieval));
        }
        return new RerankOutcome(
                lessons.folds() == 1 ? best.getFirst() : again(),
                best,
                curve,
                bestQualities,
                mean(bestQualities),
                mean(retrieval),
                BestFeature.of(lessons.validation()),
                PairedGain.of(bestQualities, retrieval));
    }

    /** Learns from all queries as long as was best. */
    private RerankNetwork again() {
        int[] all = IntStream.range(0, lessons.training().size()).toArray();
        RerankNetwork network = start;
        for (int phase = 0; phase < schedule.size(); phase++) {
            if (schedule.get(phase) > 0) {
                RerankPasses passes = passes(network, all, start.linear, phase > 0);
                for (int epoch = 0; epoch < schedule.get(phase); epoch++) {
                    passes.run(epoch);
                }
                network = passes.network();
            }
        }
        return network;
    }
}
