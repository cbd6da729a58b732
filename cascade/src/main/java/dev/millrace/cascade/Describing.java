package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.Query;

/** Builds the feature matrix of a request, without which no model ranks. Immutable and thread-safe. */
final class Describing {
    private final Step step;
    private final Features features;
    private final Planner planner;

    Describing(Step step, Features features, Planner planner) {
        this.step = step;
        this.features = features;
        this.planner = planner;
    }

    void run(Passage passage) {
        Candidates candidates = passage.candidates();
        int size = candidates.size();
        if (passage.trace().has(step) || (size > 0 && planner.features(passage, size) == 0)) {
            return;
        }
        Query query = passage.query();
        if (!passage.run(step, size, size, new Passage.Work() {
            @Override
            public void run(Cancellation cancel) {
                features.build(query, candidates);
            }
        })) {
            candidates.allocateFeatures(0);
        } else if (size > 0 && candidates.featureWidth() == 0) {
            passage.trace().fail(step, size, "it built none");
        } else {
            passage.trace().did(step, size, size);
        }
    }
}
