package dev.millrace.training.edge;

import dev.millrace.cascade.feature.SimilarItems;
import java.util.ArrayList;
import java.util.List;

/** Writes the best few neighbours of chosen items, as far as they are chosen too. Stateless. */
final class SimilarCoder {
    private static final int STEPS = 256;

    private SimilarCoder() {}

    /**
     * Returns the part.
     *
     * @param chosen items of the release, in the order of the bundle
     * @param most how many neighbours an item keeps
     */
    static byte[] write(SimilarItems similar, int[] chosen, int most) {
        int[] ordinals = new int[similar.size()];
        for (int i = 0; i < chosen.length; i++) {
            ordinals[chosen[i]] = i + 1;
        }
        int[] lengths = new int[chosen.length];
        List<Integer> neighbours = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        for (int i = 0; i < chosen.length; i++) {
            int end = similar.end(chosen[i]);
            for (int at = similar.begin(chosen[i]); at < end && lengths[i] < most; at++) {
                if (ordinals[similar.neighbour(at)] > 0) {
                    neighbours.add(ordinals[similar.neighbour(at)] - 1);
                    weights.add(similar.weight(at));
                    lengths[i]++;
                }
            }
        }
        double least = weights.stream().mapToDouble(Math::log).min().orElse(0);
        double greatest = weights.stream().mapToDouble(Math::log).max().orElse(0);
        float step = (float) ((greatest - least) / (STEPS - 1));
        PartWriter part =
                new PartWriter().int32(chosen.length).float32((float) least).float32(step);
        RowsCoder.write(part, lengths);
        part.codes(neighbours.stream().mapToInt(Integer::intValue).toArray());
        part.codes(weights.stream()
                .mapToInt(weight -> step > 0
                        ? (int) Math.min(STEPS - 1, Math.max(0, Math.round((Math.log(weight) - least) / step)))
                        : 0)
                .toArray());
        return part.toByteArray();
    }
}
