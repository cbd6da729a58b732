package dev.millrace.training.edge;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.SimilarItems;
import java.util.Arrays;

/**
 * Writes the neighbours of chosen items, as far as they are chosen too: those that say most, however they spread over
 * the items. A neighbour says its weight each time its item stands in a history, so that much-used items keep long
 * lists, and is heard where it is a candidate itself, which much-used ones are more often. Stateless.
 */
final class SimilarCoder {
    private static final int STEPS = 256;
    /** What codes of a length in a byte allow. */
    private static final int LONGEST = 255;

    private SimilarCoder() {}

    /**
     * Returns the part.
     *
     * @param chosen items of the release, in the order of the bundle
     * @param most how many neighbours an item keeps on average
     */
    static byte[] write(Catalog catalog, int[] chosen, int most) {
        SimilarItems similar = catalog.similar();
        int[] ordinals = new int[similar.size()];
        for (int i = 0; i < chosen.length; i++) {
            ordinals[chosen[i]] = i + 1;
        }
        Cut cut = cut(catalog, chosen, ordinals, (long) most * chosen.length);
        int spare = cut.kept();
        int[] lengths = new int[chosen.length];
        Pairs pairs = new Pairs();
        for (int i = 0; i < chosen.length; i++) {
            for (int at = similar.begin(chosen[i]); at < similar.end(chosen[i]) && lengths[i] < LONGEST; at++) {
                int neighbour = ordinals[similar.neighbour(at)] - 1;
                float worth = worth(catalog, chosen[i], at);
                boolean equal = worth == cut.worth();
                if (neighbour >= 0 && (worth > cut.worth() || (equal && spare > 0))) {
                    pairs.add(neighbour, similar.weight(at));
                    lengths[i]++;
                    spare -= equal ? 1 : 0;
                }
            }
        }
        return write(chosen.length, lengths, pairs);
    }

    /**
     * Where neighbours are kept and left out.
     *
     * @param worth of the best that is left out: below all, where none is
     * @param kept how many of just this worth are kept, the first ones
     */
    private record Cut(float worth, int kept) {}

    private static Cut cut(Catalog catalog, int[] chosen, int[] ordinals, long budget) {
        SimilarItems similar = catalog.similar();
        Pairs worths = new Pairs();
        for (int item : chosen) {
            for (int at = similar.begin(item); at < similar.end(item); at++) {
                if (ordinals[similar.neighbour(at)] > 0) {
                    worths.add(0, worth(catalog, item, at));
                }
            }
        }
        if (worths.size <= budget) {
            return new Cut(Float.NEGATIVE_INFINITY, 0);
        }
        float[] sorted = Arrays.copyOf(worths.weights, worths.size);
        Arrays.sort(sorted);
        float worth = sorted[worths.size - 1 - (int) budget];
        int kept = 0;
        for (int i = worths.size - (int) budget; i < sorted.length && sorted[i] == worth; i++) {
            kept++;
        }
        return new Cut(worth, kept);
    }

    private static float worth(Catalog catalog, int item, int at) {
        SimilarItems similar = catalog.similar();
        return uses(catalog, item) * similar.weight(at) * (float) Math.sqrt(uses(catalog, similar.neighbour(at)));
    }

    private static float uses(Catalog catalog, int item) {
        return 1 + catalog.statistics().count(item);
    }

    private static byte[] write(int items, int[] lengths, Pairs pairs) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < pairs.size; i++) {
            double logarithm = Math.log(pairs.weights[i]);
            least = Math.min(least, logarithm);
            greatest = Math.max(greatest, logarithm);
        }
        if (pairs.size == 0) {
            least = 0;
            greatest = 0;
        }
        float step = (float) ((greatest - least) / (STEPS - 1));
        int[] codes = new int[pairs.size];
        for (int i = 0; i < codes.length; i++) {
            double steps = step > 0 ? (Math.log(pairs.weights[i]) - least) / step : 0;
            codes[i] = (int) Math.min(STEPS - 1, Math.max(0, Math.round(steps)));
        }
        PartWriter part = new PartWriter().int32(items).float32((float) least).float32(step);
        RowsCoder.write(part, lengths);
        return part.codes(Arrays.copyOf(pairs.neighbours, pairs.size))
                .codes(codes)
                .toByteArray();
    }

    /** Neighbours and weights, one list after the other. */
    private static final class Pairs {
        private int[] neighbours = new int[1024];
        private float[] weights = new float[1024];
        private int size;

        void add(int neighbour, float weight) {
            if (size == neighbours.length) {
                neighbours = Arrays.copyOf(neighbours, 2 * size);
                weights = Arrays.copyOf(weights, 2 * size);
            }
            neighbours[size] = neighbour;
            weights[size++] = weight;
        }
    }
}
