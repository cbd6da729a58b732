package dev.millrace.cascade.feature;

/**
 * How far back the events of a history lie, in visits: events of one timestamp have no order among them and lie equally
 * far back. Where the data has no times every event is a visit of its own. Owned by one thread and reused.
 */
final class Visits {
    private int[] back = new int[16];
    private int first;

    /** Counts back from the newest event, at most {@code limit} events. */
    void read(History history, int limit) {
        int size = history.size();
        first = Math.max(0, size - limit);
        if (back.length < size) {
            back = new int[size * 2];
        }
        int visits = 0;
        for (int i = size - 1; i >= first; i--) {
            if (i < size - 1
                    && (history.timestamp(i) == History.NO_TIME || history.timestamp(i) != history.timestamp(i + 1))) {
                visits++;
            }
            back[i] = visits;
        }
    }

    /** Returns the oldest event counted. */
    int first() {
        return first;
    }

    /** Returns how many visits lie after event {@code i}: 0 for the newest visit. */
    int back(int i) {
        return back[i];
    }
}
