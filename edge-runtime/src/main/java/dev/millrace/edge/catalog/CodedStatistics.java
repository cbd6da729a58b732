package dev.millrace.edge.catalog;

import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import java.nio.ByteBuffer;

/**
 * Reads statistics into arrays: counts are codes into tables of the few values there are; first days are whole steps after the
 * first one, as fine as two bytes allow. Stateless.
 */
final class CodedStatistics {
    private CodedStatistics() {}

    static ItemStatistics read(PartReader part, int items) {
        part.count("items", items, items);
        long dataEnd = part.int64("data end");
        long window = part.int64("recent window");
        float[] counts = counts(part, "count", items);
        float[] recent = counts(part, "recent count", items);
        long base = part.int64("base");
        long step = part.int64("step");
        int[] codes = part.codes("first seen", items).all();
        part.end();
        long[] firstSeen = new long[items];
        for (int item = 0; item < items; item++) {
            int code = codes[item];
            firstSeen[item] = code == 0 ? History.NO_TIME : base + (code - 1) * step;
        }
        return new ItemStatistics(counts, recent, firstSeen, dataEnd, window);
    }

    private static float[] counts(PartReader part, String what, int items) {
        int distinct = part.count("distinct " + what + "s", 0, items);
        ByteBuffer table = part.slice(what, distinct, Float.BYTES);
        float[] values = new float[distinct];
        for (int code = 0; code < distinct; code++) {
            values[code] = table.getFloat(Float.BYTES * code);
        }
        int[] codes = part.codesBelow(what, items, distinct).all();
        float[] counts = new float[items];
        for (int item = 0; item < items; item++) {
            counts[item] = values[codes[item]];
        }
        return counts;
    }
}
