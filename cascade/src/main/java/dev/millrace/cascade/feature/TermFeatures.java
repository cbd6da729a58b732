package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import java.util.List;

/** How much the history, all and its newest five events, shares the item's categories, brands or title words. */
final class TermFeatures implements FeatureGroup {
    private static final int RECENT = 5;

    private final String name;
    private final Terms terms;

    TermFeatures(String name, Terms terms) {
        this.name = name;
        this.terms = terms;
    }

    @Override
    public List<String> names() {
        return List.of(name + ".affinity", name + ".affinity5");
    }

    @Override
    public Worker worker() {
        return new Affinities(new TermAffinity(terms));
    }

    private record Affinities(TermAffinity affinity) implements Worker {
        @Override
        public void fill(Query query, Candidates candidates, float[] matrix, int width, int column) {
            affinity.read(query.history(), RankingFeatures.MAX_EVENTS, RECENT);
            affinity.write(candidates.ordinals(), candidates.size(), matrix, column, width);
        }
    }
}
