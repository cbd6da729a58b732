package dev.millrace.training.neighbours;

import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.SimilarItems;
import java.util.stream.IntStream;

/**
 * Learns {@link SimilarItems} from user histories.
 *
 * <p>The weight of {@code b} in the list of {@code a} is
 *
 * <pre>
 *   sum over event pairs (a, b) of one user at most `window` apart:
 *       weight(a) weight(b) distance^-distancePower length^-userPower (1, or `backward` when b came first)
 *   ----------------------------------------------------------------------------------------------------
 *       (popularity(a) + shrinkage)^sourcePower * popularity(b)^targetPower
 * </pre>
 *
 * <p>With {@code backward = 1} and powers of one half this is the cosine item-kNN of Deshpande and Karypis (2004);
 * distance and direction make it the sequential rules of Ludewig and Jannach (2018). Events of one timestamp have no
 * order: they are a distance of one apart and count fully in both directions.
 *
 * <p>The pairs are never stored. An index says at which events an item occurs; for each item its occurrences are walked
 * and their surroundings summed into a dense row, from which the best are kept. That is {@code events x 2 x window}
 * additions and one row of floats a thread, and items do not depend on each other, so any number of threads gives the
 * same lists. Immutable and thread-safe.
 */
public final class NeighbourLearner {
    private final NeighbourConfig config;

    /** Creates a learner. */
    public NeighbourLearner(NeighbourConfig config) {
        this.config = config;
    }

    /**
     * Returns a list for each of {@code items} items; an item without pairs has an empty one.
     *
     * @param events the training events; item ordinals below {@code items}
     * @param items number of items
     * @param threads how many threads share the work, &gt; 0
     */
    public SimilarItems learn(EventSequences events, int items, int threads) {
        Occurrences occurrences = new Occurrences(events, items, config);
        int[][] neighbours = new int[items][];
        float[][] weights = new float[items][];
        // Dealt round, so that popular items, often neighbours in the data, spread over the threads.
        IntStream.range(0, threads).parallel().forEach(thread -> {
            Row row = new Row(items, config.neighbours());
            for (int item = thread; item < items; item += threads) {
                sum(events, occurrences, item, row);
                double source = Math.pow(occurrences.popularity(item) + config.shrinkage(), -config.sourcePower());
                row.drain(
                        item,
                        (other, sum) -> sum * source * Math.pow(occurrences.popularity(other), -config.targetPower()),
                        neighbours,
                        weights);
            }
        });
        return join(neighbours, weights);
    }

    private void sum(EventSequences events, Occurrences occurrences, int item, Row row) {
        for (int k = occurrences.begin(item); k < occurrences.end(item); k++) {
            int at = occurrences.event(k);
            int user = occurrences.user(k);
            int end = events.end(user);
            int begin = Math.max(events.begin(user), end - config.eventsPerUser());
            float scale = occurrences.userWeight(user) * events.weight(at);
            long time = events.timestamp(at);
            int last = Math.min(end - 1, at + config.window());
            for (int other = at + 1; other <= last; other++) {
                boolean together = time != History.NO_TIME && events.timestamp(other) == time;
                row.add(
                        events.item(other),
                        scale * events.weight(other) * occurrences.distanceWeight(together ? 1 : other - at));
            }
            int first = Math.max(begin, at - config.window());
            for (int other = at - 1; other >= first; other--) {
                boolean together = time != History.NO_TIME && events.timestamp(other) == time;
                float direction = together ? 1 : (float) config.backward();
                if (direction > 0) {
                    row.add(
                            events.item(other),
                            direction
                                    * scale
                                    * events.weight(other)
                                    * occurrences.distanceWeight(together ? 1 : at - other));
                }
            }
        }
    }

    static SimilarItems join(int[][] neighbours, float[][] weights) {
        int[] offsets = new int[neighbours.length + 1];
        for (int i = 0; i < neighbours.length; i++) {
            offsets[i + 1] = Math.addExact(offsets[i], neighbours[i].length);
        }
        int[] allNeighbours = new int[offsets[neighbours.length]];
        float[] allWeights = new float[allNeighbours.length];
        for (int i = 0; i < neighbours.length; i++) {
            System.arraycopy(neighbours[i], 0, allNeighbours, offsets[i], neighbours[i].length);
            System.arraycopy(weights[i], 0, allWeights, offsets[i], weights[i].length);
        }
        return SimilarItems.of(offsets, allNeighbours, allWeights);
    }
}
