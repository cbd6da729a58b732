package dev.millrace.training.rerank;

import dev.millrace.cascade.candidate.Candidates;
import java.util.List;
import java.util.Random;

/** Queries with a planted rule: what is taken follows from the features, and from no one of them alone. */
final class Lessons {
    static final List<String> NAMES =
            List.of("similar.recency", "user.dot", "item.recent", "price.over.mean", "sometimes", "never", "noise");

    private Lessons() {}

    /** The rule: similarity helps, a price far from the usual hurts either way, and a missing value is a good sign. */
    static double rule(float[] x, int at) {
        double missing = Float.isNaN(x[at + 4]) ? 1.5 : 0;
        return 1.2 * x[at] + 0.8 * x[at + 1] - 1.5 * Math.abs(x[at + 3]) + missing;
    }

    static Candidates query(Random random, int size) {
        Candidates candidates = new Candidates();
        for (int row = 0; row < size; row++) {
            candidates.add(row, 1, 0);
        }
        float[] x = candidates.allocateFeatures(NAMES.size());
        for (int row = 0; row < size; row++) {
            int at = row * NAMES.size();
            for (int column = 0; column < NAMES.size(); column++) {
                x[at + column] = (float) random.nextGaussian() * (column == 1 ? 1 : 1 + column % 3) + column;
            }
            x[at] = (float) random.nextGaussian();
            x[at + 1] = (float) random.nextGaussian();
            x[at + 3] = (float) random.nextGaussian();
            x[at + 4] = random.nextInt(4) == 0 ? Float.NaN : x[at + 4];
            x[at + 5] = Float.NaN;
        }
        Candidates scored = new Candidates();
        for (int row = 0; row < size; row++) {
            scored.add(row, 1, x[row * NAMES.size()] + x[row * NAMES.size() + 1]);
        }
        System.arraycopy(x, 0, scored.allocateFeatures(NAMES.size()), 0, size * NAMES.size());
        return scored;
    }

    static RerankExamples of(Random random, int queries, RerankExamples.Sampling sampling) {
        RerankExamples examples = new RerankExamples(NAMES, sampling, 1L << 30, 1);
        for (int q = 0; q < queries; q++) {
            Candidates candidates = query(random, 60);
            int taken = 0;
            double best = Double.NEGATIVE_INFINITY;
            for (int row = 0; row < candidates.size(); row++) {
                double value = rule(candidates.features(), row * NAMES.size())
                        - 0.5 * Math.log(-Math.log(1 - random.nextDouble()));
                if (value > best) {
                    best = value;
                    taken = row;
                }
            }
            int item = taken;
            examples.add(candidates, candidate -> candidate == item ? 1 : 0, 1);
        }
        return examples;
    }
}
