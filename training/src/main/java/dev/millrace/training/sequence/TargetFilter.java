package dev.millrace.training.sequence;

import java.util.BitSet;

/** Which events may be targets: all, or only the first event of a user with an item. Immutable. */
final class TargetFilter {
    private final BitSet refused;

    private TargetFilter(BitSet refused) {
        this.refused = refused;
    }

    static TargetFilter of(SequenceData data, boolean repeats) {
        BitSet refused = new BitSet();
        if (!repeats) {
            int[] lastUser = new int[data.itemCount()];
            for (int user = 0; user < data.userCount(); user++) {
                for (int event = data.start(user); event < data.end(user); event++) {
                    if (lastUser[data.item(event)] == user + 1) {
                        refused.set(event);
                    }
                    lastUser[data.item(event)] = user + 1;
                }
            }
        }
        return new TargetFilter(refused);
    }

    boolean accepts(int event) {
        return !refused.get(event);
    }
}
