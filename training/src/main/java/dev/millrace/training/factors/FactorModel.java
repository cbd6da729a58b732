package dev.millrace.training.factors;

import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.FoldIn;
import dev.millrace.cascade.feature.FoldInParameters;
import java.util.List;

/**
 * Trained factors: item vectors to search in, and input vectors that fold a history into a user vector. Immutable and
 * thread-safe.
 */
public final class FactorModel {
    private final FloatVectors itemVectors;
    private final FloatVectors inputVectors;
    private final FoldInParameters foldIn;
    private final double validationRecall;
    private final List<FactorProgress> curve;
    private final LearnerConfig config;

    FactorModel(
            FloatVectors itemVectors,
            FloatVectors inputVectors,
            FoldInParameters foldIn,
            double validationRecall,
            List<FactorProgress> curve,
            LearnerConfig config) {
        this.itemVectors = itemVectors;
        this.inputVectors = inputVectors;
        this.foldIn = foldIn;
        this.validationRecall = validationRecall;
        this.curve = List.copyOf(curve);
        this.config = config;
    }

    /** Returns the vectors that user vectors are multiplied with, [items x dimension]. */
    public FloatVectors itemVectors() {
        return itemVectors;
    }

    /** Returns the vectors that histories are summed of, [items x dimension]. */
    FloatVectors inputVectors() {
        return inputVectors;
    }

    /** Returns a fold-in over the input vectors. */
    public FoldIn foldIn() {
        return new FoldIn(inputVectors, foldIn);
    }

    /** Returns Recall@20 on the validation part, or NaN where the data allowed none. */
    public double validationRecall() {
        return validationRecall;
    }

    /** Returns every epoch of every run, in order. */
    public List<FactorProgress> curve() {
        return curve;
    }

    LearnerConfig config() {
        return config;
    }

    /** Returns this model with vectors from attributes for the items without events; see {@link ColdItems}. */
    public FactorModel withColdItems(ItemAttributes attributes, int[] itemCounts) {
        return new FactorModel(
                ColdItems.fill(itemVectors, attributes, itemCounts, true),
                ColdItems.fill(inputVectors, attributes, itemCounts, false),
                foldIn,
                validationRecall,
                curve,
                config);
    }
}
