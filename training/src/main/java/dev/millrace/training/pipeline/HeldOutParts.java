package dev.millrace.training.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Held-out users dealt out so that no model is judged, or built upon, by users it learned from: the re-ranker learns from
 * one part and stops by another, and the fine ranker's readout, which takes the re-ranker's score, learns from a third.
 * Immutable.
 *
 * @param rerank for the re-ranker to learn from, six tenths
 * @param rerankStop for it to stop by, one tenth
 * @param readout for the readout, three tenths
 */
record HeldOutParts(List<HeldOutUser> rerank, List<HeldOutUser> rerankStop, List<HeldOutUser> readout) {
    /** Users a re-ranker gains little from beyond. */
    private static final int MOST = 20_000;

    static HeldOutParts deal(List<HeldOutUser> users, long seed) {
        List<HeldOutUser> shuffled = new ArrayList<>(users);
        Collections.shuffle(shuffled, new Random(seed));
        int size = Math.min(MOST, shuffled.size());
        int first = size * 6 / 10;
        int second = size * 7 / 10;
        return new HeldOutParts(
                List.copyOf(shuffled.subList(0, first)),
                List.copyOf(shuffled.subList(first, second)),
                List.copyOf(shuffled.subList(second, size)));
    }
}
