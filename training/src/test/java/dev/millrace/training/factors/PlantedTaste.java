package dev.millrace.training.factors;

import java.util.Arrays;
import java.util.Random;

/** Made-up users who draw from the items of one of a few tastes, with popular items in each. */
final class PlantedTaste {
    static final int TASTES = 8;

    final int users;
    final int items;
    final int[] userOf;
    final int[] itemOf;

    PlantedTaste(int users, int items, int eventsPerUser, long seed) {
        this.users = users;
        this.items = items;
        this.userOf = new int[users * eventsPerUser];
        this.itemOf = new int[users * eventsPerUser];
        Random random = new Random(seed);
        int shelf = items / TASTES;
        for (int event = 0; event < userOf.length; event++) {
            int user = event / eventsPerUser;
            int place = (int) (Math.pow(random.nextDouble(), 2) * shelf);
            boolean own = random.nextDouble() < 0.85;
            int taste = own ? tasteOfUser(user) : random.nextInt(TASTES);
            userOf[event] = user;
            itemOf[event] = place * TASTES + taste;
        }
    }

    static int tasteOfUser(int user) {
        return user % TASTES;
    }

    static int tasteOfItem(int item) {
        return item % TASTES;
    }

    FactorData data(boolean ordered) {
        float[] weights = new float[userOf.length];
        Arrays.fill(weights, 1);
        return FactorData.untimed(users, items, userOf, itemOf, weights, ordered);
    }

    /** Recall@20 of recommending the items most users have. */
    static double popularityRecall(Validation validation) {
        int[] counts = validation.train.itemCounts();
        float[] one = new float[counts.length];
        for (int item = 0; item < counts.length; item++) {
            one[item] = counts[item];
        }
        float[] ones = new float[counts.length];
        Arrays.fill(ones, 1);
        try (Workers workers = new Workers(1)) {
            return Recall.measure(
                    validation,
                    ones,
                    one,
                    new dev.millrace.cascade.feature.FoldInParameters(0, 100),
                    new ScalarKernels(),
                    workers);
        }
    }
}
