package dev.millrace.training.pipeline;

import dev.millrace.cascade.feature.History;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Training events cut in two: what the learners fit, and what followed, on which they are tuned. Immutable.
 *
 * <p>The cut is made in the spirit of the test split: at a point in time where the test part begins at one, before each
 * user's last event where the test part is each user's last event, and through each user's (shuffled) events where the
 * test part is a random share of them. Every way is a prefix of every user's events.
 *
 * @param fit what the learners fit
 * @param heldOut users with a history and at least one target
 * @param horizonMillis how much time what followed covers where it was cut by time, otherwise 0
 */
public record ValidationCut(UserEvents fit, List<HeldOutUser> heldOut, long horizonMillis) {
    /** Share of the training time, or of a user's unordered events, that is held out. */
    private static final double SHARE = 0.1;

    /** Copies the list. */
    public ValidationCut {
        heldOut = List.copyOf(heldOut);
    }

    /** Cuts before each user's last event; users with one event keep it. */
    public static ValidationCut lastEvent(UserEvents events, boolean repeats, int items) {
        int[] keep = new int[events.users()];
        for (int user = 0; user < keep.length; user++) {
            keep[user] = events.size(user) > 1 ? events.size(user) - 1 : events.size(user);
        }
        return at(events, keep, repeats, items, 0);
    }

    /** Cuts off a share of each user's events; users with fewer than five keep them. */
    public static ValidationCut share(UserEvents events, boolean repeats, int items) {
        int[] keep = new int[events.users()];
        for (int user = 0; user < keep.length; user++) {
            int size = events.size(user);
            keep[user] = size < 5 ? size : size - Math.max(1, (int) Math.round(SHARE * size));
        }
        return at(events, keep, repeats, items, 0);
    }

    /**
     * Cuts where the newest {@value #SHARE} of all events begin, in any case after the first moment; before each user's
     * last event where nobody would be held out.
     */
    public static ValidationCut time(UserEvents events, boolean repeats, int items) {
        long[] sorted = events.timestamps().clone();
        Arrays.sort(sorted);
        long cut = sorted.length == 0 ? 0 : Math.max(sorted[(int) ((1 - SHARE) * (sorted.length - 1))], sorted[0] + 1);
        int[] keep = new int[events.users()];
        for (int user = 0; user < keep.length; user++) {
            int size = events.size(user);
            int kept = 0;
            while (kept < size && events.timestamps()[events.offsets()[user] + kept] < cut) {
                kept++;
            }
            keep[user] = kept;
        }
        long end = sorted.length == 0 ? 0 : sorted[sorted.length - 1];
        ValidationCut made = at(events, keep, repeats, items, end - cut);
        return made.heldOut().isEmpty() ? lastEvent(events, repeats, items) : made;
    }

    private static ValidationCut at(UserEvents events, int[] keep, boolean repeats, int items, long horizonMillis) {
        List<HeldOutUser> heldOut = new ArrayList<>();
        UserEvents fit = events.prefix(keep);
        for (int user = 0; user < keep.length; user++) {
            if (keep[user] > 0 && keep[user] < events.size(user)) {
                History next = events.tail(user, keep[user]);
                HeldOutUser candidate = HeldOutUser.of(user, fit.history(user), next, repeats, items);
                if (candidate.targets().length > 0) {
                    heldOut.add(candidate);
                }
            }
        }
        return new ValidationCut(fit, heldOut, horizonMillis);
    }
}
