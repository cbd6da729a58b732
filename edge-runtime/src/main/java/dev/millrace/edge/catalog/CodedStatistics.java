package dev.millrace.edge.catalog;

import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import java.nio.ByteBuffer;

/**
 * Reads statistics into arrays: counts are codes into tables of the few values there are; first days are whole steps
 * after the first one, as fine as two bytes allow. Stateless.
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
        long[] firstSeen = new long[items];
        Codes.Walk walk = part.codes("first seen", items).walk(Codes.CHUNK);
        while (walk.next()) {
            times(walk, base, step, firstSeen);
        }
        part.end();
        return new ItemStatistics(counts, recent, firstSeen, dataEnd, window);
    }

    private static float[] counts(PartReader part, String what, int items) {
        int distinct = part.count("distinct " + what + "s", 0, items);
        ByteBuffer table = part.slice(what, distinct, Float.BYTES);
        float[] values = new float[distinct];
        for (int code = 0; code < distinct; code++) {
            values[code] = table.getFloat(Float.BYTES * code);
        }
        float[] counts = new float[items];
        Codes.Walk walk = part.codesBelow(what, items, distinct).walk(Codes.CHUNK);
        while (walk.next()) {
            lookUp(walk, values, counts);
        }
        return counts;
    }

    private static void lookUp(Codes.Walk walk, float[] values, float[] counts) {
        int[] codes = walk.numbers();
        int first = walk.first();
        for (int i = 0; i < walk.count(); i++) {
            counts[first + i] = values[codes[i]];
        }
    }

    private static void times(Codes.Walk walk, long base, long step, long[] firstSeen) {
        int[] codes = walk.numbers();
        int first = walk.first();
        for (int i = 0; i < walk.count(); i++) {
            firstSeen[first + i] = codes[i] == 0 ? History.NO_TIME : base + (codes[i] - 1) * step;
        }
    }
}
