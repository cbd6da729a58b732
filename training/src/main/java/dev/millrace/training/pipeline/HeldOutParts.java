package dev.millrace.training.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Held-out users dealt out so that no ranker is judged by users it learned from. Where there are many, one part is for
 * learning and another for judging; where there are few, every user serves for both in turn (see
 * {@link dev.millrace.training.rerank.RerankLessons}). Immutable.
 *
 * @param learn users to learn from
 * @param judge users to judge by; with more than one fold the same ones
 * @param folds 1, or how many networks to train side by side
 */
record HeldOutParts(List<HeldOutUser> learn, List<HeldOutUser> judge, int folds) {
    /** Users a ranker gains little from beyond. */
    private static final int MOST = 20_000;

    /** With fewer users a part of them is too small to judge by. */
    private static final int FEW = 3000;

    private static final int FOLDS = 5;
    private static final double LEARN_SHARE = 0.85;

    static HeldOutParts deal(List<HeldOutUser> users, long seed) {
        List<HeldOutUser> shuffled = new ArrayList<>(users);
        Collections.shuffle(shuffled, new Random(seed));
        if (shuffled.size() < FEW) {
            return new HeldOutParts(List.copyOf(shuffled), List.copyOf(shuffled), FOLDS);
        }
        int size = Math.min(MOST, shuffled.size());
        int learn = (int) (LEARN_SHARE * size);
        return new HeldOutParts(List.copyOf(shuffled.subList(0, learn)), List.copyOf(shuffled.subList(learn, size)), 1);
    }
}
