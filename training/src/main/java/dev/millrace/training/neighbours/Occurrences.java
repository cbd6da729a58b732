package dev.millrace.training.neighbours;

/** Where each item occurs among the counted events, and what popularity and length make of it. Immutable. */
final class Occurrences {
    private final int[] offsets;
    private final int[] events;
    private final int[] users;
    private final float[] userWeights;
    private final float[] distanceWeights;
    private final double[] popularity;

    Occurrences(EventSequences all, int items, NeighbourConfig config) {
        offsets = new int[items + 1];
        userWeights = new float[all.users()];
        popularity = new double[items];
        for (int user = 0; user < all.users(); user++) {
            int begin = begin(all, user, config);
            userWeights[user] = (float) Math.pow(Math.max(1, all.end(user) - begin), -config.userPower());
            for (int at = begin; at < all.end(user); at++) {
                offsets[all.item(at) + 1]++;
                popularity[all.item(at)] += all.weight(at);
            }
        }
        for (int item = 0; item < items; item++) {
            offsets[item + 1] += offsets[item];
        }
        events = new int[offsets[items]];
        users = new int[offsets[items]];
        int[] next = offsets.clone();
        for (int user = 0; user < all.users(); user++) {
            for (int at = begin(all, user, config); at < all.end(user); at++) {
                int k = next[all.item(at)]++;
                events[k] = at;
                users[k] = user;
            }
        }
        distanceWeights = new float[config.window() + 1];
        for (int distance = 1; distance <= config.window(); distance++) {
            distanceWeights[distance] = (float) Math.pow(distance, -config.distancePower());
        }
    }

    private static int begin(EventSequences all, int user, NeighbourConfig config) {
        return Math.max(all.begin(user), all.end(user) - config.eventsPerUser());
    }

    int begin(int item) {
        return offsets[item];
    }

    int end(int item) {
        return offsets[item + 1];
    }

    int event(int k) {
        return events[k];
    }

    int user(int k) {
        return users[k];
    }

    float userWeight(int user) {
        return userWeights[user];
    }

    float distanceWeight(int distance) {
        return distanceWeights[distance];
    }

    /** Returns the weighted number of counted events of {@code item}. */
    double popularity(int item) {
        return popularity[item];
    }
}
