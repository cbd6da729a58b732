package dev.millrace.cascade.feature;

import java.util.Arrays;

/**
 * Turns any history into a user vector for inner-product retrieval. Immutable and thread-safe; a {@link Scratch}
 * belongs to one thread at a time.
 *
 * <p>The user vector is the weighted sum of the <em>input vectors</em> of the items in the history, scaled to length
 * one: {@code u = normalise(sum strength(i) * recency(age(i)) * input(i))}. The input vectors were trained for exactly
 * this use, so there is no system to solve at request time, a user unseen in training costs the same as any other and
 * the newest event counts at once. Repeated events of an item count where the newest of them stands, with their weights
 * summed. An item outside the catalogue or with a weight that is not positive is passed over.
 */
public final class FoldIn {
    private final ItemVectors inputs;
    private final FoldInParameters parameters;
    private final float[] recency;

    /** Creates a fold-in over input vectors, [items x dimension]. */
    public FoldIn(ItemVectors inputs, FoldInParameters parameters) {
        this.inputs = inputs;
        this.parameters = parameters;
        this.recency = new float[Math.min(parameters.maxItems(), 4096)];
        for (int age = 0; age < recency.length; age++) {
            recency[age] = parameters.recency(age);
        }
    }

    /** Returns the numbers a user vector. */
    public int dimension() {
        return inputs.dimension();
    }

    /** Returns how events are weighed. */
    public FoldInParameters parameters() {
        return parameters;
    }

    /** Returns the input vectors, [items x dimension]. */
    public ItemVectors inputs() {
        return inputs;
    }

    /** Returns a new user vector, [dimension]; see {@link #fold(int[], float[], int, float[], Scratch)}. */
    public float[] fold(int[] items, float[] weights, int count) {
        float[] user = new float[inputs.dimension()];
        fold(items, weights, count, user, new Scratch());
        return user;
    }

    /**
     * Folds a history into {@code user}.
     *
     * @param items item ordinals, oldest event first; the array may be longer than {@code count}
     * @param weights weight of each event, 1 for a plain one
     * @param count number of events
     * @param user receives the vector, [dimension]: of length one, or all zero when no event counted
     * @return whether any event counted
     */
    public boolean fold(int[] items, float[] weights, int count, float[] user, Scratch scratch) {
        if (user.length != inputs.dimension()) {
            throw new IllegalArgumentException(
                    "user: " + user.length + " numbers (expected: " + inputs.dimension() + ")");
        }
        Arrays.fill(user, 0);
        int distinct = scratch.collect(items, weights, count, inputs.size(), parameters.maxItems());
        for (int age = 0; age < distinct; age++) {
            float weight = FoldInParameters.strength(scratch.weights[age]) * recency(age);
            inputs.add(scratch.items[age], weight, user);
        }
        return normalise(user);
    }

    private float recency(int age) {
        return age < recency.length ? recency[age] : parameters.recency(age);
    }

    private static boolean normalise(float[] user) {
        double squares = 0;
        for (float value : user) {
            squares += (double) value * value;
        }
        if (!(squares > 0)) {
            return false;
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < user.length; i++) {
            user[i] *= scale;
        }
        return true;
    }

    /** Memory a fold-in needs, grown as histories get longer. One thread at a time. */
    public static final class Scratch {
        private int[] items = new int[64];
        private float[] weights = new float[64];
        private int[] slots = new int[256];

        /** Creates empty scratch. */
        public Scratch() {}

        /** Collects the distinct items, newest first, at most {@code max}; returns how many. */
        private int collect(int[] history, float[] historyWeights, int count, int catalogue, int max) {
            reserve(count);
            int mask = slots.length - 1;
            int distinct = 0;
            for (int event = count - 1; event >= 0; event--) {
                int item = history[event];
                float weight = historyWeights[event];
                if (item < 0 || item >= catalogue || !(weight > 0)) {
                    continue;
                }
                int slot = ((item * 0x9E3779B9) >>> 7) & mask;
                while (slots[slot] != 0 && items[slots[slot] - 1] != item) {
                    slot = (slot + 1) & mask;
                }
                if (slots[slot] != 0) {
                    weights[slots[slot] - 1] += weight;
                } else if (distinct < max) {
                    items[distinct] = item;
                    weights[distinct] = weight;
                    slots[slot] = ++distinct;
                }
            }
            return distinct;
        }

        private void reserve(int count) {
            if (items.length < count) {
                int size = Integer.highestOneBit(count) * 2;
                items = new int[size];
                weights = new float[size];
                slots = new int[size * 4];
            } else {
                Arrays.fill(slots, 0);
            }
        }
    }
}
