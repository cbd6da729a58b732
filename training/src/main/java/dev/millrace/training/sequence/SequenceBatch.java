package dev.millrace.training.sequence;

import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.SequenceEncoding;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Windows of events as right-padded matrices, [size x length] row-major. Immutable after construction; arrays handed
 * out are read only.
 *
 * <p>A window's last event is only a target where targets are wanted ({@link #training}), and an input otherwise.
 */
final class SequenceBatch {
    /** Share of windows whose gaps are hidden in training, so that the model also serves when times are unknown. */
    private static final double HIDDEN_GAPS = 0.1;

    /** Share of the positions inside a basket that predict the next basket. */
    private static final double LATER = 0.5;

    /** Share of positions that predict any item up to the horizon, where there is one. */
    private static final double AHEAD = 0.75;

    private static final int SAME_BASKET = 1;

    private final int size;
    private final int length;
    private final int[] events;
    private final long[] types;
    private final long[] gaps;
    private int[] positions = new int[0];
    private int[] targets = new int[0];

    private SequenceBatch(int size, int length) {
        this.size = size;
        this.length = length;
        events = new int[size * length];
        types = new long[size * length];
        gaps = new long[size * length];
        Arrays.fill(events, -1);
    }

    /**
     * A batch to learn from: inputs are all events of a window but the last, targets mostly all but the first.
     *
     * <p>With a horizon most positions predict any item of the time that begins with the user's next visit instead, for
     * that is what a request for the coming weeks asks for. Inside a basket (events of one instant) every other
     * position predicts an item of the user's next basket instead, and its gap says so: what comes along with an item
     * is not what comes later, and requests ask for both.
     */
    static SequenceBatch training(
            SequenceData data,
            EventOrder order,
            int[] ends,
            List<Window> windows,
            TargetFilter filter,
            long horizonMillis,
            RandomGenerator random) {
        int length = 0;
        int count = 0;
        for (Window window : windows) {
            length = Math.max(length, window.length() - 1);
            count += window.length() - 1;
        }
        SequenceBatch batch = new SequenceBatch(windows.size(), length);
        int[] positions = new int[count];
        int[] targets = new int[count];
        int used = 0;
        for (int row = 0; row < batch.size; row++) {
            Window window = windows.get(row);
            int end = ends[data.user(window.start())];
            boolean hidden = data.hasTimestamps() && random.nextDouble() < HIDDEN_GAPS;
            for (int i = 0; i < window.length() - 1; i++) {
                int at = window.start() + i;
                int cell = row * length + i;
                int visit = at + 1;
                int next = visit;
                if (horizonMillis > 0 && random.nextDouble() < AHEAD) {
                    visit = nextBasket(data, at, end);
                    next = within(data, visit, end, horizonMillis, random);
                } else if (data.gap(at) == SAME_BASKET && random.nextDouble() < LATER) {
                    visit = nextBasket(data, at, end);
                    next = within(data, visit, end, 0, random);
                }
                int event = order.event(at);
                int gap = SequenceEncoding.gapBucket(data.timestamp(at), data.timestamp(visit));
                batch.put(cell, event, data.type(event), hidden ? 0 : gap);
                if (filter.accepts(order.event(next))) {
                    positions[used] = cell;
                    targets[used++] = data.item(order.event(next));
                }
            }
        }
        batch.positions = Arrays.copyOf(positions, used);
        batch.targets = Arrays.copyOf(targets, used);
        return batch;
    }

    /** The first position of the basket after the one at {@code at}, or the next position when there is none. */
    private static int nextBasket(SequenceData data, int at, int end) {
        int first = at + 1;
        while (first < end && data.timestamp(first) == data.timestamp(at)) {
            first++;
        }
        return first == end ? at + 1 : first;
    }

    /** A random position from {@code first} on whose time is at most {@code millis} later. */
    private static int within(SequenceData data, int first, int end, long millis, RandomGenerator random) {
        int last = first;
        while (last < end && data.timestamp(last) - data.timestamp(first) <= millis) {
            last++;
        }
        return random.nextInt(first, last);
    }

    /**
     * A batch to encode: the inputs are the whole windows.
     *
     * @param now time of the requests, or {@link History#NO_TIME}
     */
    static SequenceBatch histories(SequenceData data, List<Window> windows, long now) {
        int length = 0;
        for (Window window : windows) {
            length = Math.max(length, window.length());
        }
        SequenceBatch batch = new SequenceBatch(windows.size(), length);
        for (int row = 0; row < batch.size; row++) {
            Window window = windows.get(row);
            for (int event = window.start(); event < window.end(); event++) {
                int gap = event + 1 < window.end()
                        ? data.gap(event)
                        : SequenceEncoding.gapBucket(data.timestamp(event), now);
                batch.put(row * length + event - window.start(), event, data.type(event), gap);
            }
        }
        return batch;
    }

    private void put(int cell, int event, int type, int gap) {
        events[cell] = event;
        types[cell] = type;
        gaps[cell] = gap;
    }

    int size() {
        return size;
    }

    int length() {
        return length;
    }

    /** Event in each cell, -1 for padding. */
    int[] events() {
        return events;
    }

    long[] types() {
        return types;
    }

    long[] gaps() {
        return gaps;
    }

    /** Cells that predict something. */
    int[] positions() {
        return positions;
    }

    /** Item to predict, for each of {@link #positions()}. */
    int[] targets() {
        return targets;
    }
}
