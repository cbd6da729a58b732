package dev.millrace.cascade.feature;

/**
 * How much of a history, and of its newest events, shares the terms of an item. For an item's term, its share is that
 * of the events whose items have the term too; the affinity is the mean share over the item's terms, weighted by what
 * they say. With one category an item it is the share of the history in the item's category. Owned by one thread and
 * reused.
 */
final class TermAffinity {
    private final Terms terms;
    private final OrdinalTable table = new OrdinalTable();
    private float[] counts = new float[64];
    private float[] recentCounts = new float[64];
    private int[] begins = new int[0];
    private int[] ends = new int[0];

    @SuppressWarnings("UnusedVariable") // Written so that the reads which fill the caches are not left out.
    private int fetched;

    private int events;
    private int recentEvents;

    TermAffinity(Terms terms) {
        this.terms = terms;
    }

    /** Counts the terms of the newest {@code latest} events, and of the newest {@code recent} among them. */
    void read(History history, int latest, int recent) {
        int codes = 0;
        int from = Math.max(0, history.size() - latest);
        for (int i = from; i < history.size(); i++) {
            codes += terms.end(history.item(i)) - terms.begin(history.item(i));
        }
        table.reset(codes);
        if (counts.length < codes) {
            counts = new float[codes * 2];
            recentCounts = new float[codes * 2];
        }
        events = 0;
        recentEvents = 0;
        for (int i = from; i < history.size(); i++) {
            int begin = terms.begin(history.item(i));
            int end = terms.end(history.item(i));
            int late = i >= history.size() - recent ? 1 : 0;
            if (end > begin) {
                events++;
                recentEvents += late;
            }
            for (int at = begin; at < end; at++) {
                int known = table.size();
                int slot = table.put(terms.code(at));
                counts[slot] = slot == known ? 1 : counts[slot] + 1;
                recentCounts[slot] = slot == known ? late : recentCounts[slot] + late;
            }
        }
    }

    /**
     * Writes for {@code items[i]}, {@code i < count}, the affinity to the history and to its newest events, in
     * {@code [0, 1]}, to {@code out[at + i * width]} and the number after it; NaN when the item or the events have no
     * terms.
     *
     * <p>Where an item's terms begin, which they are and what they say lie all over memory, each known from the one
     * before. One pass for each of the first two lets the processor wait for many items at once.
     */
    void write(int[] items, int count, float[] out, int at, int width) {
        if (begins.length < count) {
            begins = new int[count];
            ends = new int[count];
        }
        for (int i = 0; i < count; i++) {
            begins[i] = terms.begin(items[i]);
            ends[i] = terms.end(items[i]);
        }
        int sum = 0;
        for (int i = 0; i < count; i++) {
            if (ends[i] > begins[i]) {
                sum += terms.code(begins[i]);
            }
        }
        // Without a use the reads would be left out.
        fetched = sum;
        for (int i = 0; i < count; i++) {
            write(begins[i], ends[i], out, at + i * width);
        }
    }

    private void write(int begin, int end, float[] out, int at) {
        float sum = 0;
        float recentSum = 0;
        float total = 0;
        for (int i = begin; i < end; i++) {
            int code = terms.code(i);
            int slot = table.slot(code);
            float information = terms.information(code);
            if (slot >= 0) {
                sum += information * counts[slot];
                recentSum += information * recentCounts[slot];
            }
            total += information;
        }
        boolean none = begin == end;
        out[at] = none || events == 0 ? Float.NaN : sum / (total * events);
        out[at + 1] = none || recentEvents == 0 ? Float.NaN : recentSum / (total * recentEvents);
    }
}
