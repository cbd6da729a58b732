package dev.millrace.training.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Learns a sequence encoder by predicting every event from those before it, among all items.
 *
 * <p>The model is SASRec (Kang and McAuley, 2018) trained with a full softmax, or a corrected sampled one where the
 * catalogue is large (see {@code CatalogueLoss}); targets.md and ADR 20 have what the loss is worth. Weights are
 * averaged over about the last pass, which does the work of a decaying learning rate and leaves the number of passes
 * open: training stops when the average gets no better on validation. {@link #refit} then learns from everything for as
 * many passes.
 *
 * <p>The same seed, data and machine give the same weights on one PyTorch thread. Only one trainer can run in a process
 * at a time. Not thread-safe.
 */
public final class SequenceTrainer {
    /** Cases that validation looks at. */
    private static final int MAX_CASES = 20_000;

    private static final int AVERAGES_PER_EPOCH = 20;
    private static final float AVERAGE_KEEP = 0.95f;

    private final SequenceData data;
    private final SequenceSettings settings;
    private final TrainingListener listener;

    /** Loads PyTorch for so many threads; the first call of a process decides. */
    public static void startEngine(int threads) {
        Torch.start(threads);
    }

    /** Creates a trainer; nothing runs yet. */
    public SequenceTrainer(SequenceData data, SequenceSettings settings, TrainingListener listener) {
        this.data = data;
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Learns from the events before {@code ends} and stops when {@code validation} gets no better, or, with a word to
     * the listener, when the encoder diverges after a good pass.
     *
     * @param ends one past the last event to learn from, for every user
     * @param checkpoint file to go on from if it is there and can be read, and to save to after every pass
     * @throws IOException if the checkpoint cannot be written
     * @throws IllegalStateException if the encoder diverges in its first pass
     */
    public SequenceFit fit(int[] ends, HeldOut validation, Optional<Path> checkpoint) throws IOException {
        return run(ends, Optional.of(validation), settings.plan(), checkpoint);
    }

    /**
     * Learns from the events before {@code ends} for a number of passes, without validation.
     *
     * @param epochs usually {@link LearningCurve#bestEpoch()} of {@link #fit}
     * @throws IOException if the checkpoint cannot be written
     * @throws IllegalStateException if the encoder diverges
     */
    public SequenceFit refit(int[] ends, int epochs, Optional<Path> checkpoint) throws IOException {
        return run(ends, Optional.empty(), settings.plan().withEpochs(epochs), checkpoint);
    }

    private SequenceFit run(int[] ends, Optional<HeldOut> validation, TrainingPlan plan, Optional<Path> checkpoint)
            throws IOException {
        Optional<HeldOut> sample = validation.map(heldOut -> heldOut.sample(MAX_CASES));
        TrainingState state = state(fingerprint(ends, plan), checkpoint);
        Pass pass = new Pass(ends, plan, state);
        while (state.epochs() < plan.maxEpochs() && !exhausted(state, plan)) {
            try {
                state.curve.add(pass.run(state.epochs() + 1, sample));
            } catch (DivergedException e) {
                if (sample.isEmpty() || state.epochs() == 0) {
                    throw e;
                }
                listener.say(e.getMessage() + "; pass " + new LearningCurve(state.curve).bestEpoch() + " is taken");
                break;
            }
            if (new LearningCurve(state.curve).bestEpoch() == state.epochs()) {
                state.best.parameters().set(state.average.parameters());
            }
            if (checkpoint.isPresent()) {
                state.save(checkpoint.get());
            }
            listener.epoch(state.curve.getLast());
        }
        SequenceWeights learned = state.best;
        if (data.hasTimestamps()) {
            learned.extend("gap", pass.longestGap());
        }
        return new SequenceFit(learned, new LearningCurve(state.curve));
    }

    private TrainingState state(String fingerprint, Optional<Path> checkpoint) {
        TrainingState state = new TrainingState(settings, fingerprint);
        if (checkpoint.isEmpty() || !Files.exists(checkpoint.get())) {
            return state;
        }
        try {
            state.load(checkpoint.get());
            return state;
        } catch (IOException e) {
            listener.say(
                    "checkpoint " + checkpoint.get() + ": cannot be read, so this training begins anew (" + e + ")");
            return new TrainingState(settings, fingerprint);
        }
    }

    private static boolean exhausted(TrainingState state, TrainingPlan plan) {
        return state.epochs() - new LearningCurve(state.curve).bestEpoch() >= plan.patience();
    }

    private String fingerprint(int[] ends, TrainingPlan plan) {
        return settings.shape() + " " + plan.withEpochs(1) + " " + data.fingerprint() + " " + Arrays.hashCode(ends);
    }

    /** One pass over the data after the other. */
    private final class Pass {
        private final TrainingPlan plan;
        private final TrainingState state;
        private final Windows windows;
        private final TargetFilter filter;
        private final ItemEmbeddings items;
        private final double[] popularity;
        private final int[] ends;

        Pass(int[] ends, TrainingPlan plan, TrainingState state) {
            this.plan = plan;
            this.state = state;
            this.ends = ends;
            windows = new Windows(data, ends, settings.shape().maxLength());
            filter = TargetFilter.of(data, plan.repeatTargets());
            items = new ItemEmbeddings(state.weights, data.attributes());
            popularity = popularity();
        }

        private double[] popularity() {
            double[] counts = new double[data.itemCount()];
            double total = 0;
            for (int user = 0; user < data.userCount(); user++) {
                for (int event = data.start(user) + 1; event < ends[user]; event++) {
                    if (filter.accepts(event)) {
                        counts[data.item(event)]++;
                        total++;
                    }
                }
            }
            for (int item = 0; item < counts.length; item++) {
                counts[item] /= Math.max(1, total);
            }
            return counts;
        }

        int longestGap() {
            int longest = 0;
            for (int user = 0; user < data.userCount(); user++) {
                for (int event = data.start(user); event + 1 < ends[user]; event++) {
                    longest = Math.max(longest, data.gap(event));
                }
            }
            return longest;
        }

        LearningCurve.Point run(int epoch, Optional<HeldOut> validation) {
            long start = System.nanoTime();
            double loss = learn(epoch);
            if (!Double.isFinite(loss)) {
                throw new DivergedException("the sequence encoder has diverged in pass " + epoch + ": loss " + loss
                        + " (expected: a finite one)");
            }
            double ndcg = Double.NaN;
            double hitRate = Double.NaN;
            if (validation.isPresent()) {
                NextItemMetrics metrics = NextItemMetrics.of(data, state.average, validation.get());
                ndcg = plan.repeatTargets() ? metrics.ndcgAll() : metrics.ndcg();
                hitRate = plan.repeatTargets() ? metrics.hitRateAll() : metrics.hitRate();
            }
            return new LearningCurve.Point(epoch, loss, ndcg, hitRate, (System.nanoTime() - start) / 1e9);
        }

        private double learn(int epoch) {
            Random random = new Random(plan.seed() * 31 + epoch);
            Torch.seed((int) (plan.seed() * 1009 + epoch));
            EventOrder order = EventOrder.shuffled(data, ends, random);
            List<List<Window>> batches = windows.batches(plan.batchPositions(), random);
            int interval = Math.max(1, batches.size() / AVERAGES_PER_EPOCH);
            double loss = 0;
            int counted = 0;
            try (NDManager manager = Torch.manager()) {
                for (int i = 0; i < batches.size(); i++) {
                    SequenceBatch batch = SequenceBatch.training(
                            data, order, ends, batches.get(i), filter, plan.horizonMillis(), random);
                    if (batch.targets().length > 0) {
                        loss += step(manager, batch, random) * batch.targets().length;
                        counted += batch.targets().length;
                    }
                    if ((i + 1) % interval == 0) {
                        state.average
                                .parameters()
                                .blend(state.weights.parameters(), epoch == 1 && i + 1 == interval ? 0 : AVERAGE_KEEP);
                    }
                    listener.step(epoch, plan.maxEpochs(), i + 1, batches.size());
                }
            }
            return loss / Math.max(1, counted);
        }

        private double step(NDManager base, SequenceBatch batch, Random random) {
            int d = settings.shape().dimension();
            CatalogueRows rows = plan.sampledItems() == 0
                    ? CatalogueRows.all(data.itemCount(), batch.targets())
                    : CatalogueRows.sample(popularity, batch.targets(), plan.sampledItems(), random);
            float[] x = ItemEmbeddings.inputs(state.weights, data, batch);
            try (NDManager manager = base.newSubManager();
                    GradientCollector recorder = Torch.recorder()) {
                SequenceNetwork network = new SequenceNetwork(manager, state.weights, true);
                NDArray input = manager.create(x, new Shape(batch.size(), batch.length(), d));
                input.setRequiresGradient(true);
                NDArray hidden = network.encode(input, batch, plan.dropout()).reshape(-1, d);
                NDArray predicting = SequenceNetwork.rows(hidden, manager.create(wide(batch.positions())));
                CatalogueLoss loss = new CatalogueLoss(d, rows, items.outputs(rows), predicting.toFloatArray());
                loss.compute(manager);
                NDArray gradient = manager.create(loss.hiddenGradient(), predicting.getShape());
                recorder.backward(predicting.mul(gradient).sum());
                items.addOutputs(rows, loss.rowGradient());
                items.addInputs(data, batch, input.getGradient().toFloatArray());
                update(network);
                return loss.mean();
            }
        }

        private void update(SequenceNetwork network) {
            state.adam.advance();
            network.parameters().forEach((name, parameter) -> {
                boolean used = (!name.equals("type") || settings.shape().typeCount() > 1)
                        && (!name.equals("gap") || settings.shape().timed());
                if (used) {
                    boolean matrix = state.weights.parameters().shape(name).length > 1;
                    state.adam.update(name, parameter.getGradient().toFloatArray(), matrix ? plan.weightDecay() : 0);
                }
            });
            items.update(state.adam, plan.weightDecay());
        }
    }

    private static long[] wide(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }
}
