package dev.millrace.datasets.synthetic;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One user of the shop: a taste that drifts, a few categories of interest, a price level, and the sessions these lead
 * to. One thread at a time.
 *
 * <p>A session starts from an interest or, more often, from what follows the item that ended the last session. Each
 * next item is a successor of the one before, or from a category that follows, or from the same category; within a
 * category the best of a few drawn by appeal is taken, by taste, price and novelty, with noise. What is viewed may be
 * put into the cart, what is in the cart may be bought.
 */
final class Shopper {
    static final int VIEW = 0;
    static final int CART = 1;
    static final int PURCHASE = 2;

    private static final int INTERESTS = 4;
    private static final int CONSIDERED = 16;
    private static final double SESSION_LENGTH = 5;
    private static final double NOVELTY_MILLIS = Duration.ofDays(10).toMillis();

    private final Shelves shelves;
    private final SplittableRandom random;
    private final float[] taste = new float[Shelves.LATENT];
    private final int[] interests = new int[INTERESTS];
    private final double priceLevel;
    private int last = -1;

    /** Hears of every event, oldest first. */
    interface Listener {
        void event(int item, int type, long timeMillis);
    }

    Shopper(Shelves shelves, SplittableRandom random) {
        this.shelves = shelves;
        this.random = random;
        for (int d = 0; d < taste.length; d++) {
            taste[d] = (float) random.nextGaussian();
        }
        Arrays.setAll(interests, i -> random.nextInt(shelves.categories));
        this.priceLevel = 0.6 * random.nextGaussian();
    }

    /** Lives through {@code events} events between two times. */
    void live(int events, long from, long to, Listener listener) {
        int sessions = Math.max(1, (int) Math.round(events / SESSION_LENGTH));
        long[] starts = new long[sessions];
        Arrays.setAll(starts, i -> from + (long) (random.nextDouble() * (to - from)));
        Arrays.sort(starts);
        int left = events;
        for (int s = 0; s < sessions && left > 0; s++) {
            int length = s == sessions - 1
                    ? left
                    : Math.min(left, 1 + (int) (-StrictMath.log(1 - random.nextDouble()) * (SESSION_LENGTH - 1) + 0.5));
            drift();
            left -= session(length, starts[s], listener);
        }
    }

    private void drift() {
        for (int d = 0; d < taste.length; d++) {
            taste[d] = (float) (0.97 * taste[d] + 0.24 * random.nextGaussian());
        }
        if (random.nextDouble() < 0.2) {
            interests[random.nextInt(INTERESTS)] = last >= 0 ? follow(last) : random.nextInt(shelves.categories);
        }
    }

    private int follow(int item) {
        return shelves.following[shelves.category[item] * Shelves.FOLLOWING + random.nextInt(Shelves.FOLLOWING)];
    }

    private int session(int length, long start, Listener listener) {
        long now = start;
        int done = 0;
        int item = first(now);
        while (done < length) {
            listener.event(item, VIEW, now);
            done++;
            double want = 0.12 + 0.1 * StrictMath.tanh(utility(item, now));
            if (done < length && random.nextDouble() < want) {
                now += pause(30_000);
                listener.event(item, CART, now);
                done++;
                if (done < length && random.nextDouble() < 0.55) {
                    now += pause(60_000);
                    listener.event(item, PURCHASE, now);
                    done++;
                }
            }
            last = item;
            now += pause(45_000);
            item = next(item, now);
        }
        return done;
    }

    private long pause(double meanMillis) {
        return 1000 + (long) (-StrictMath.log(1 - random.nextDouble()) * meanMillis);
    }

    private int first(long now) {
        if (last >= 0 && random.nextDouble() < 0.6) {
            return next(last, now);
        }
        int one = random.nextInt(INTERESTS);
        int other = random.nextInt(INTERESTS);
        return choose(interests[Math.min(one, other)], now, -1);
    }

    private int next(int item, long now) {
        double die = random.nextDouble();
        if (die < 0.4) {
            int successor = shelves.successor(item, random.nextInt(Shelves.SUCCESSORS));
            if (successor >= 0 && shelves.created[successor] <= now) {
                return successor;
            }
        }
        return choose(die < 0.6 ? follow(item) : shelves.category[item], now, item);
    }

    /** Takes the best of a few items of a category; where none is there yet, the first that is anywhere. */
    private int choose(int category, long now, int not) {
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < CONSIDERED; i++) {
            int item = shelves.draw(category, now, random);
            if (item >= 0 && item != not) {
                double utility =
                        utility(item, now) - StrictMath.log(-StrictMath.log(random.nextDouble() + 1e-12) + 1e-12);
                if (utility > most) {
                    most = utility;
                    best = item;
                }
            }
        }
        while (best < 0) {
            best = shelves.draw(random.nextInt(shelves.categories), now, random);
        }
        return best;
    }

    private double utility(int item, long now) {
        double match = 0;
        for (int d = 0; d < taste.length; d++) {
            match += taste[d] * shelves.quality[item * Shelves.LATENT + d];
        }
        double priceGap = shelves.relativePrice[item] - priceLevel;
        double age = now - shelves.created[item];
        return 0.8 * match - 3.0 * priceGap * priceGap + 2.0 * StrictMath.exp(-age / NOVELTY_MILLIS);
    }
}
