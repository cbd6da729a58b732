package dev.millrace.training.sequence;

import java.util.Arrays;
import java.util.Random;

/** Sequences in which an item is mostly followed by its successor, which popularity cannot see. */
final class PlantedData {
    static final int ITEMS = 60;

    private PlantedData() {}

    /** Item i is followed by i + 7 (modulo the catalogue) four times out of five. */
    static SequenceData markov(int users, int length, long seed) {
        Random random = new Random(seed);
        int[] offsets = new int[users + 1];
        int[] items = new int[users * length];
        byte[] types = new byte[items.length];
        long[] timestamps = new long[items.length];
        for (int user = 0; user < users; user++) {
            offsets[user + 1] = (user + 1) * length;
            int item = random.nextInt(ITEMS);
            long time = 1_000_000L * random.nextInt(1000);
            for (int i = 0; i < length; i++) {
                int event = user * length + i;
                items[event] = item;
                types[event] = (byte) random.nextInt(2);
                timestamps[event] = time;
                time += random.nextInt(3) == 0 ? 0 : 1000L * random.nextInt(100_000);
                item = random.nextInt(5) == 0 ? random.nextInt(ITEMS) : (item + 7) % ITEMS;
            }
        }
        return new SequenceData(ITEMS, 2, offsets, items, types, timestamps, attributes());
    }

    /** Two attributes for even items, none for odd ones. */
    static ItemAttributes attributes() {
        int[] offsets = new int[ITEMS + 1];
        int[] values = new int[ITEMS];
        int size = 0;
        for (int item = 0; item < ITEMS; item++) {
            if (item % 2 == 0) {
                values[size++] = item % 5;
                values[size++] = 5 + item % 3;
            }
            offsets[item + 1] = size;
        }
        return new ItemAttributes(8, offsets, Arrays.copyOf(values, size));
    }

    /** One past the last event to learn from: all but the last event of every user. */
    static int[] allButLast(SequenceData data) {
        int[] ends = new int[data.userCount()];
        Arrays.setAll(ends, user -> data.end(user) - 1);
        return ends;
    }

    static NetworkShape shape(SequenceData data, int maxLength) {
        return new NetworkShape(
                data.itemCount(), data.attributes().attributeCount(), data.typeCount(), true, 16, 2, 2, 32, maxLength);
    }

    static SequenceSettings settings(SequenceData data, int epochs, int sampled) {
        return new SequenceSettings(
                shape(data, 8), new TrainingPlan(0.01f, 0.01f, 0.1f, 128, epochs, 10, sampled, 0, true, 7));
    }

    /** Weights with nothing left at zero. */
    static SequenceWeights randomWeights(NetworkShape shape, long seed) {
        Random random = new Random(seed);
        SequenceWeights weights = SequenceWeights.random(shape, 0.5f, random);
        for (String name : weights.parameters().names()) {
            float[] values = weights.get(name);
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.1 * random.nextGaussian());
            }
        }
        return weights;
    }
}
