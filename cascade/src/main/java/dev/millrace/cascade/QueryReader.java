package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.cascade.policy.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns a {@link Request} into a {@link Query}: ids become ordinals, stored and given events one history, the filter a
 * set. Immutable and thread-safe.
 */
final class QueryReader {
    private final Catalog catalog;
    private final UserVectors userVectors;
    private final ItemFilter filter;
    private final UserHistories histories;
    private final Policy policy;
    /** What the policy lets be seen, the same for every request without a filter. */
    private final Eligible visible;

    QueryReader(Catalog catalog, UserVectors userVectors, ItemFilter filter, UserHistories histories, Policy policy) {
        this.catalog = catalog;
        this.userVectors = userVectors;
        this.filter = filter;
        this.histories = histories;
        this.policy = policy;
        int size = catalog.items().size();
        ItemSet hidden = policy.hidden();
        this.visible = hidden == null
                ? Eligible.everything(size)
                : new Eligible(size, without(ItemSet.all(size), hidden), new int[0]);
    }

    /** Returns the query; where the request has a filter, it lives as long as the workspace is the request's. */
    Query read(Request request, Workspace workspace) {
        History history = history(request);
        return Query.of(catalog, userVectors, history, eligible(request, history, workspace), request.context());
    }

    /**
     * Joins stored and given events, oldest first. A given event that is stored too counts once. Events without a time
     * keep their order: stored ones stand before all others, given ones after them. Stored events outlive releases:
     * those of an item or a type that this one does not have are passed over.
     */
    private History history(Request request) {
        History known =
                request.userId() == null || !request.history().isEmpty() ? null : histories.history(request.userId());
        return known == null ? join(request) : known;
    }

    private History join(Request request) {
        checkTypes(request.history());
        List<HistoryEvent> stored = request.userId() == null ? List.of() : histories.events(request.userId());
        List<HistoryEvent> events = new ArrayList<>(stored);
        Set<HistoryEvent> known = new HashSet<>(stored);
        for (HistoryEvent event : request.history()) {
            if (event.timestampMillis() == History.NO_TIME) {
                events.add(new HistoryEvent(event.itemId(), event.type(), Long.MAX_VALUE));
            } else if (!known.contains(event)) {
                events.add(event);
            }
        }
        events.sort(Comparator.comparingLong(HistoryEvent::timestampMillis));
        return resolve(events);
    }

    private void checkTypes(List<HistoryEvent> given) {
        for (HistoryEvent event : given) {
            if (catalog.items().schema().eventType(event.type()) < 0) {
                throw new InvalidRequestException("history type: '" + event.type() + "' (expected: one of "
                        + String.join(", ", eventTypeNames()) + ")");
            }
        }
    }

    private History resolve(List<HistoryEvent> events) {
        ItemTable table = catalog.items();
        int[] items = new int[events.size()];
        byte[] types = new byte[events.size()];
        long[] timestamps = new long[events.size()];
        int size = 0;
        for (HistoryEvent event : events) {
            int type = table.schema().eventType(event.type());
            int item = table.ordinal(event.itemId());
            if (type >= 0 && item >= 0) {
                items[size] = item;
                types[size] = (byte) type;
                timestamps[size++] = event.timestampMillis();
            }
        }
        settle(timestamps, size);
        return new History(items, types, timestamps).first(size);
    }

    /** Gives all events a time or none: an event without one happened just after those with one. */
    private static void settle(long[] timestamps, int size) {
        boolean timed = size > 0 && timestamps[0] != History.NO_TIME && timestamps[0] != Long.MAX_VALUE;
        long latest = History.NO_TIME;
        for (int i = 0; i < size; i++) {
            if (!timed) {
                timestamps[i] = History.NO_TIME;
            } else if (timestamps[i] == Long.MAX_VALUE) {
                timestamps[i] = latest;
            }
            latest = timestamps[i];
        }
    }

    private List<String> eventTypeNames() {
        List<String> names = new ArrayList<>();
        catalog.items().schema().eventTypes().forEach(type -> names.add(type.name()));
        return names;
    }

    private Eligible eligible(Request request, History history, Workspace workspace) {
        ItemTable items = catalog.items();
        Boolean asked = request.exclude().seen();
        int[] seen = (asked == null ? policy.excludesSeen() : asked) ? history.items() : new int[0];
        int[] excluded = excluded(request.exclude().itemIds(), seen);
        return request.filter() == null
                ? visible.excluding(excluded)
                : new Eligible(items.size(), matching(request.filter(), workspace), excluded);
    }

    /** Returns the ordinals of the ids that are known, and {@code seen} after them. */
    private int[] excluded(Collection<String> ids, int[] seen) {
        if (ids.isEmpty()) {
            return seen;
        }
        int[] excluded = new int[ids.size() + seen.length];
        int size = 0;
        for (String id : ids) {
            int item = catalog.items().ordinal(id);
            if (item >= 0) {
                excluded[size++] = item;
            }
        }
        System.arraycopy(seen, 0, excluded, size, seen.length);
        return Arrays.copyOf(excluded, size + seen.length);
    }

    private ItemSet matching(String expression, Workspace workspace) {
        ItemSet matching = workspace.matching();
        filter.match(expression, matching);
        ItemSet hidden = policy.hidden();
        return hidden == null ? matching : without(matching, hidden);
    }

    private static ItemSet without(ItemSet items, ItemSet hidden) {
        items.removeAll(hidden);
        return items;
    }
}
