package dev.millrace.training.evaluate;

/** Ranks every item by the number of users who had it. Immutable and thread-safe. */
public final class Popularity extends Baseline {
    private final float[] counts;

    /** Learns from training interactions. */
    public Popularity(Interactions interactions) {
        super(interactions.itemCount());
        counts = new float[interactions.itemCount()];
        for (int item = 0; item < counts.length; item++) {
            counts[item] = interactions.userCount(item);
        }
    }

    @Override
    void score(int[] history, float[] scores, Compute compute) {
        System.arraycopy(counts, 0, scores, 0, scores.length);
        compute.scored(scores.length, 0);
    }
}
