package dev.millrace.training.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Learns the readout of a trained encoder on shortlists that the earlier stages produced for events the encoder has not
 * learned from, with a softmax over each list.
 *
 * <p>Every tenth list is held back. A readout with candidate attention and one without are both trained; attention is
 * kept only if it ranks the lists held back better. Not thread-safe.
 */
public final class ReadoutTrainer {
    private static final int LISTS_AT_ONCE = 32;
    private static final int MAX_ROUNDS = 12;
    private static final int STEPS_A_ROUND = 60;
    private static final int WARM_UP = 20;
    private static final int PATIENCE = 3;
    private static final float LEARNING_RATE = 0.003f;
    private static final int HELD_BACK = 10;

    private final SequenceData data;
    private final SequenceWeights weights;
    private final float[] table;
    private final long seed;

    /** Creates a trainer for the encoder {@code weights}, which stay as they are. */
    public ReadoutTrainer(SequenceData data, SequenceWeights weights, long seed) {
        this.data = data;
        this.weights = weights;
        this.table = ItemEmbeddings.table(weights, data.attributes());
        this.seed = seed;
    }

    /** Learns from the lists that hold a relevant item; the others have nothing to say. */
    public ReadoutFit fit(Shortlists lists) {
        List<Integer> train = new ArrayList<>();
        List<Integer> held = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            if (lists.relevantCount(i) > 0) {
                (train.size() % HELD_BACK == HELD_BACK - 1 && held.size() * HELD_BACK < train.size() ? held : train)
                        .add(i);
            }
        }
        Readout encoder = Readout.ofEncoder(weights.shape(), lists.priorCount());
        if (held.isEmpty()) {
            return new ReadoutFit(encoder, 0, 0, 0);
        }
        double before = ndcg(encoder, lists, held);
        Readout plain = train(lists, train, held, false);
        Readout attending = train(lists, train, held, true);
        double without = ndcg(plain, lists, held);
        double with = ndcg(attending, lists, held);
        Readout best = with > without ? attending : plain;
        return new ReadoutFit(Math.max(with, without) > before ? best : encoder, before, without, with);
    }

    private Readout train(Shortlists lists, List<Integer> train, List<Integer> held, boolean attends) {
        Readout readout = Readout.initial(weights.shape().dimension(), lists.priorCount(), attends, seed + 1);
        standardize(readout, lists, train);
        AdamW adam = new AdamW(readout.parameters(), LEARNING_RATE, WARM_UP);
        Readout best = readout.copy();
        double bestNdcg = ndcg(readout, lists, held);
        int stale = 0;
        for (int round = 0; round < MAX_ROUNDS && stale < PATIENCE; round++) {
            List<Integer> order = order(train, new Random(seed * 31 + round));
            for (int from = 0; from < order.size(); from += LISTS_AT_ONCE) {
                step(readout, adam, lists, part(order, from));
            }
            double ndcg = ndcg(readout, lists, held);
            stale = ndcg > bestNdcg ? 0 : stale + 1;
            if (ndcg > bestNdcg) {
                bestNdcg = ndcg;
                best = readout.copy();
            }
        }
        return best;
    }

    /** All lists in random order, as often as it takes for a round of some steps. */
    private static List<Integer> order(List<Integer> train, Random random) {
        List<Integer> order = new ArrayList<>();
        while (order.size() < STEPS_A_ROUND * LISTS_AT_ONCE) {
            List<Integer> pass = new ArrayList<>(train);
            Collections.shuffle(pass, random);
            order.addAll(pass);
        }
        return order;
    }

    private void step(Readout readout, AdamW adam, Shortlists lists, int[] chosen) {
        try (NDManager manager = Torch.manager()) {
            ShortlistBatch batch = batch(manager, readout, lists, chosen);
            try (GradientCollector recorder = Torch.recorder()) {
                ReadoutNetwork network = new ReadoutNetwork(manager, readout, true);
                NDArray chances = batch.scores(network).logSoftmax(-1).mul(batch.shares(manager));
                recorder.backward(chances.sum(new int[] {1}).mean().neg());
                adam.advance();
                network.parameters().forEach((name, parameter) -> {
                    if (network.trained(name)) {
                        adam.update(name, parameter.getGradient().toFloatArray(), 0);
                    }
                });
            }
        }
    }

    /** Sets mean and deviation of the inputs, over up to a thousand lists, and starts from s1. */
    private void standardize(Readout readout, Shortlists lists, List<Integer> train) {
        int inputs = 2 + lists.priorCount();
        double[] sum = new double[inputs];
        double[] squares = new double[inputs];
        long[] count = new long[inputs];
        int stride = Math.max(1, train.size() / 1000);
        for (int from = 0; from < train.size(); from += stride * LISTS_AT_ONCE) {
            int[] chosen = new int[Math.min(LISTS_AT_ONCE, (train.size() - from + stride - 1) / stride)];
            int first = from;
            Arrays.setAll(chosen, i -> train.get(first + i * stride));
            try (NDManager manager = Torch.manager()) {
                ShortlistBatch batch = batch(manager, readout, lists, chosen);
                float[] raw = batch.inputs(new ReadoutNetwork(manager, readout, false))
                        .toFloatArray();
                for (int row = 0; row < chosen.length; row++) {
                    int start = lists.start(chosen[row]);
                    for (int i = start; i < lists.end(chosen[row]); i++) {
                        for (int k = 0; k < inputs; k++) {
                            float value =
                                    k < 2 ? raw[(row * batch.width() + i - start) * inputs + k] : lists.prior(i, k - 2);
                            if (!Float.isNaN(value)) {
                                sum[k] += value;
                                squares[k] += (double) value * value;
                                count[k]++;
                            }
                        }
                    }
                }
            }
        }
        float[] mean = readout.parameters().get("mean");
        float[] deviation = readout.parameters().get("deviation");
        for (int k = 0; k < inputs; k++) {
            double m = sum[k] / Math.max(1, count[k]);
            double variance = squares[k] / Math.max(1, count[k]) - m * m;
            mean[k] = (float) m;
            deviation[k] = variance > 1e-12 ? (float) Math.sqrt(variance) : 1;
        }
        readout.parameters().get("direct")[0] = deviation[0];
    }

    /** NDCG@10 within the lists. */
    private double ndcg(Readout readout, Shortlists lists, List<Integer> held) {
        double sum = 0;
        for (int from = 0; from < held.size(); from += LISTS_AT_ONCE) {
            int[] chosen = part(held, from);
            try (NDManager manager = Torch.manager()) {
                ShortlistBatch batch = batch(manager, readout, lists, chosen);
                float[] scores = batch.scores(new ReadoutNetwork(manager, readout, false))
                        .toFloatArray();
                for (int row = 0; row < chosen.length; row++) {
                    int at = row * batch.width();
                    float[] targets = new float[lists.relevantCount(chosen[row])];
                    int size = 0;
                    int start = lists.start(chosen[row]);
                    for (int i = start; i < lists.end(chosen[row]); i++) {
                        if (lists.relevant(i)) {
                            targets[size++] = scores[at + i - start];
                        }
                    }
                    sum += NextItemMetrics.ndcg(scores, at, at + batch.width(), targets);
                }
            }
        }
        return sum / held.size();
    }

    private ShortlistBatch batch(NDManager manager, Readout readout, Shortlists lists, int[] chosen) {
        float[] mean = readout.parameters().get("mean");
        float[] priorMeans = Arrays.copyOfRange(mean, 2, mean.length);
        return new ShortlistBatch(manager, data, weights, table, priorMeans, lists, chosen);
    }

    private static int[] part(List<Integer> order, int from) {
        return order.subList(from, Math.min(order.size(), from + LISTS_AT_ONCE)).stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
