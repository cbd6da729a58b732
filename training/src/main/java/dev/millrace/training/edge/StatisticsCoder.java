package dev.millrace.training.edge;

import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** Writes the release's statistics of chosen items. Stateless. */
final class StatisticsCoder {
    private static final int TIME_BYTES = 2;

    private StatisticsCoder() {}

    /** Returns the part. */
    static byte[] write(ItemStatistics statistics, int[] chosen) {
        PartWriter part = new PartWriter()
                .int32(chosen.length)
                .int64(statistics.dataEndMillis())
                .int64(statistics.recentWindowMillis());
        counts(part, chosen.length, i -> statistics.count(chosen[i]));
        counts(part, chosen.length, i -> statistics.recentCount(chosen[i]));
        Steps steps = Steps.within(chosen.length, i -> statistics.firstSeen(chosen[i]), TIME_BYTES);
        part.int64(steps.base()).int64(steps.step());
        int[] codes = new int[chosen.length];
        for (int i = 0; i < codes.length; i++) {
            long first = statistics.firstSeen(chosen[i]);
            codes[i] = first == History.NO_TIME ? 0 : (int) steps.code(first);
        }
        part.codes(codes);
        return part.toByteArray();
    }

    private static void counts(PartWriter part, int count, IntFunction<Float> values) {
        TreeSet<Float> distinct = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            distinct.add(values.apply(i));
        }
        List<Float> table = new ArrayList<>(distinct);
        Numbering<Float> codes = new Numbering<>(table);
        part.int32(table.size());
        for (float value : table) {
            part.float32(value);
        }
        int[] coded = new int[count];
        for (int i = 0; i < count; i++) {
            coded[i] = codes.of(values.apply(i));
        }
        part.codes(coded);
    }
}
