package dev.millrace.training.factors;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A training part and what was cut from it to judge by: for some users their newest items, or a random part where order
 * means nothing. Immutable and thread-safe.
 */
final class Validation {
    private static final double SHARE = 0.1;
    private static final int LEAST_ITEMS = 3;

    /** Everything but the targets. */
    final Histories train;
    /** Users to judge by. */
    final int[] users;
    /** [users + 1]. */
    final int[] targetStarts;
    /** Items cut off, grouped by user. */
    final int[] targets;

    private Validation(Histories train, int[] users, int[] targetStarts, int[] targets) {
        this.train = train;
        this.users = users;
        this.targetStarts = targetStarts;
        this.targets = targets;
    }

    /** Cuts about a tenth from the histories of at most {@code maxUsers} users of three items or more. */
    static Validation cut(Histories all, boolean ordered, int maxUsers, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] users = chosen(all, maxUsers, random);
        boolean[] held = new boolean[all.size()];
        int[] targetStarts = new int[users.length + 1];
        int[] targets = new int[all.size()];
        int size = 0;
        for (int i = 0; i < users.length; i++) {
            int start = all.starts[users[i]];
            int length = all.length(users[i]);
            int cut = Math.max(1, (int) Math.round(length * SHARE));
            int[] places = ordered ? range(length - cut, length) : sample(length, cut, random);
            for (int place : places) {
                held[start + place] = true;
                targets[size++] = all.itemOf[start + place];
            }
            targetStarts[i + 1] = size;
        }
        return new Validation(without(all, held), users, targetStarts, Arrays.copyOf(targets, size));
    }

    /**
     * Returns this part with at most {@code maxUsers} users in training, those to judge by among them. The others keep
     * their place with an empty history.
     */
    Validation limitedTo(int maxUsers) {
        int active = 0;
        for (int user = 0; user < train.users; user++) {
            active += train.length(user) > 0 ? 1 : 0;
        }
        if (active <= maxUsers) {
            return this;
        }
        boolean[] judged = new boolean[train.users];
        for (int user : users) {
            judged[user] = true;
        }
        boolean[] dropped = new boolean[train.size()];
        double share = (maxUsers - users.length) / (double) (active - users.length);
        double due = 0;
        for (int user = 0; user < train.users; user++) {
            if (judged[user] || train.length(user) == 0) {
                continue;
            }
            due += share;
            if (due >= 1) {
                due--;
            } else {
                Arrays.fill(dropped, train.starts[user], train.starts[user + 1], true);
            }
        }
        return new Validation(without(train, dropped), users, targetStarts, targets);
    }

    private static int[] chosen(Histories all, int maxUsers, SplittableRandom random) {
        int[] users = new int[all.users];
        int size = 0;
        for (int user = 0; user < all.users; user++) {
            if (all.length(user) >= LEAST_ITEMS) {
                users[size++] = user;
            }
        }
        int count = Math.min(size, maxUsers);
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(size - i);
            int swap = users[i];
            users[i] = users[j];
            users[j] = swap;
        }
        int[] result = Arrays.copyOf(users, count);
        Arrays.sort(result);
        return result;
    }

    private static int[] range(int from, int to) {
        int[] range = new int[to - from];
        Arrays.setAll(range, i -> from + i);
        return range;
    }

    private static int[] sample(int length, int count, SplittableRandom random) {
        int[] places = range(0, length);
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(length - i);
            int swap = places[i];
            places[i] = places[j];
            places[j] = swap;
        }
        return Arrays.copyOf(places, count);
    }

    private static Histories without(Histories all, boolean[] held) {
        int[] starts = new int[all.users + 1];
        int[] itemOf = new int[all.size()];
        float[] strengthOf = new float[all.size()];
        int size = 0;
        for (int user = 0; user < all.users; user++) {
            for (int i = all.starts[user]; i < all.starts[user + 1]; i++) {
                if (!held[i]) {
                    itemOf[size] = all.itemOf[i];
                    strengthOf[size++] = all.strengthOf[i];
                }
            }
            starts[user + 1] = size;
        }
        return new Histories(
                all.users, all.items, starts, Arrays.copyOf(itemOf, size), Arrays.copyOf(strengthOf, size));
    }
}
