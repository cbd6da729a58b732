package dev.millrace.training.edge;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.training.evaluate.OpenRelease;
import dev.millrace.training.evaluate.TestUser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The requests by which a bundle is measured, or its items are chosen. Stateless; equal seeds draw equal requests. */
final class Requests {
    private Requests() {}

    /** Returns requests of held-out users, who want what they then took. */
    static List<Asked> heldOut(OpenRelease open, List<TestUser> users, int most, long seed) {
        ItemTable items = open.catalog().items();
        List<Asked> requests = new ArrayList<>();
        for (TestUser user : sample(users, most, seed)) {
            Set<String> targets = new HashSet<>();
            for (int item = 0; item < items.size() && targets.size() < user.targetCount(); item++) {
                if (user.isTarget(item)) {
                    targets.add(items.id(item));
                }
            }
            requests.add(new Asked(events(items, user.history()), user.excludesSeen(), targets));
        }
        return requests;
    }

    static List<HistoryEvent> events(ItemTable items, History history) {
        List<HistoryEvent> events = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            String type = items.schema().eventTypes().get(history.type(i)).name();
            events.add(new HistoryEvent(items.id(history.item(i)), type, history.timestamp(i)));
        }
        return events;
    }

    /**
     * Returns requests of users that the release knows, without their newest item, which is what they want. The release
     * has learned from it, so that their NDCG is no quality, but it is lost like one.
     */
    static List<Asked> known(OpenRelease open, int most, long seed) {
        List<Asked> requests = new ArrayList<>();
        for (String user : sample(open.histories().users(), most, seed)) {
            List<HistoryEvent> events = open.histories().events(user);
            if (events.size() > 1) {
                String newest = events.get(events.size() - 1).itemId();
                List<HistoryEvent> before = events.stream()
                        .filter(event -> !event.itemId().equals(newest))
                        .toList();
                if (!before.isEmpty()) {
                    requests.add(new Asked(before, true, Set.of(newest)));
                }
            }
        }
        return requests;
    }

    /** Returns the whole histories of users that the release knows. */
    static List<Asked> whole(OpenRelease open, int most, long seed) {
        List<Asked> requests = new ArrayList<>();
        for (String user : sample(open.histories().users(), most, seed)) {
            requests.add(new Asked(open.histories().events(user), true, Set.of()));
        }
        return requests;
    }

    private static <T> List<T> sample(List<T> all, int most, long seed) {
        List<T> sample = new ArrayList<>(all);
        Collections.shuffle(sample, new Random(seed));
        return sample.subList(0, Math.min(most, sample.size()));
    }
}
