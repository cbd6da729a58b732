package dev.millrace.training.sequence;

import java.util.Random;

/**
 * The order in which one pass reads the events: as they are, except that events of one user at the same instant are
 * shuffled anew, for nothing is known of their order. Each event of a basket then is now and then the one to predict
 * from the baskets before. Immutable.
 */
final class EventOrder {
    private final int[] order;

    private EventOrder(int[] order) {
        this.order = order;
    }

    /**
     * @param ends one past the last event to learn from, for every user; what stands there or later stays out of sight
     */
    static EventOrder shuffled(SequenceData data, int[] ends, Random random) {
        if (!data.hasTimestamps()) {
            return new EventOrder(new int[0]);
        }
        int[] order = new int[data.eventCount()];
        for (int user = 0; user < data.userCount(); user++) {
            int first = data.start(user);
            for (int event = first; event < ends[user]; event++) {
                first = data.timestamp(event) == data.timestamp(first) ? first : event;
                int other = first + random.nextInt(event - first + 1);
                order[event] = order[other];
                order[other] = event;
            }
        }
        return new EventOrder(order);
    }

    /** The event that stands at {@code position}. */
    int event(int position) {
        return order.length == 0 ? position : order[position];
    }
}
