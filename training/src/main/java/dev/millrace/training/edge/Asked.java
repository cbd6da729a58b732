package dev.millrace.training.edge;

import dev.millrace.cascade.HistoryEvent;
import java.util.List;
import java.util.Set;

/**
 * A request by which a bundle is measured. Immutable.
 *
 * @param history what the user did, oldest first
 * @param excludesSeen whether items of the history must not come back
 * @param targets the items that it would be good to recommend, by their ids
 */
record Asked(List<HistoryEvent> history, boolean excludesSeen, Set<String> targets) {
    Asked {
        history = List.copyOf(history);
        targets = Set.copyOf(targets);
    }
}
