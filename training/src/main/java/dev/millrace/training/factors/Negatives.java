package dev.millrace.training.factors;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The items that stand for the whole catalogue in one step: distinct, drawn uniformly. Reused from step to step; owned
 * by the learner.
 */
final class Negatives {
    /** [capacity]; the first {@code size} count. */
    final int[] items;
    /** [items]: where an item stands among the negatives, or -1. */
    final int[] slotOf;

    int size;

    Negatives(int catalogue, int wanted) {
        this.items = new int[Math.min(catalogue, wanted)];
        this.slotOf = new int[catalogue];
        Arrays.fill(slotOf, -1);
    }

    void draw(SplittableRandom random) {
        for (int i = 0; i < size; i++) {
            slotOf[items[i]] = -1;
        }
        size = 0;
        if (items.length == slotOf.length) {
            for (int item = 0; item < items.length; item++) {
                add(item);
            }
            return;
        }
        while (size < items.length) {
            int item = random.nextInt(slotOf.length);
            if (slotOf[item] < 0) {
                add(item);
            }
        }
    }

    private void add(int item) {
        slotOf[item] = size;
        items[size++] = item;
    }
}
