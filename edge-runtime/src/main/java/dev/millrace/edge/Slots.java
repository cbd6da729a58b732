package dev.millrace.edge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Joins a caller's list with the device's order of the items it knows: an unknown item stays at the place it had, the
 * known ones take, in their new order, the places the known ones had. What the device leaves out leaves no gap.
 */
final class Slots {
    private Slots() {}

    /**
     * Returns the joined list.
     *
     * @param given the caller's list, best first
     * @param unknown those of it that the device does not know
     * @param ranked the others, or some of them, best first
     * @param most the greatest length of the list
     */
    static List<Recommendation> join(List<String> given, List<String> unknown, List<Recommendation> ranked, int most) {
        Set<String> unheard = new HashSet<>(unknown);
        Set<String> seen = new HashSet<>();
        List<Recommendation> joined = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < given.size() && joined.size() < most; i++) {
            String id = given.get(i);
            if (!seen.add(id)) {
                continue;
            }
            if (unheard.contains(id)) {
                joined.add(Recommendation.unknown(id));
            } else if (next < ranked.size()) {
                joined.add(ranked.get(next++));
            }
        }
        return joined;
    }
}
