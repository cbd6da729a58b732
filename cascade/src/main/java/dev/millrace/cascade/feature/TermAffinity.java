package dev.millrace.cascade.feature;

/**
 * How much of a history shares the terms of an item. For an item's term, its share is that of the events whose items
 * have the term too; the affinity is the mean share over the item's terms, weighted by what they say. With one category
 * an item it is the share of the history in the item's category. Owned by one thread and reused.
 */
final class TermAffinity {
    private final Terms terms;
    private final OrdinalTable table = new OrdinalTable();
    private float[] counts = new float[64];
    private int events;

    TermAffinity(Terms terms) {
        this.terms = terms;
    }

    /** Counts the terms of the newest {@code latest} events that have any. */
    void read(History history, int latest) {
        int codes = 0;
        int from = Math.max(0, history.size() - latest);
        for (int i = from; i < history.size(); i++) {
            codes += terms.end(history.item(i)) - terms.begin(history.item(i));
        }
        table.reset(codes);
        if (counts.length < codes) {
            counts = new float[codes * 2];
        }
        events = 0;
        for (int i = from; i < history.size(); i++) {
            int begin = terms.begin(history.item(i));
            int end = terms.end(history.item(i));
            if (end > begin) {
                events++;
            }
            for (int at = begin; at < end; at++) {
                int known = table.size();
                int slot = table.put(terms.code(at));
                counts[slot] = slot == known ? 1 : counts[slot] + 1;
            }
        }
    }

    /** Returns the affinity of {@code item} in {@code [0, 1]}, NaN when it or the history has no terms. */
    float of(int item) {
        int begin = terms.begin(item);
        int end = terms.end(item);
        if (begin == end || events == 0) {
            return Float.NaN;
        }
        float sum = 0;
        float total = 0;
        for (int at = begin; at < end; at++) {
            int code = terms.code(at);
            int slot = table.slot(code);
            if (slot >= 0) {
                sum += terms.information(code) * counts[slot];
            }
            total += terms.information(code);
        }
        return sum / (total * events);
    }
}
