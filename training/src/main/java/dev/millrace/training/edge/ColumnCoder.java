package dev.millrace.training.edge;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Terms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes the columns of chosen items, exactly, in few bytes. Stateless. */
final class ColumnCoder {
    private static final int[] DIVISORS = {1, 10, 100, 1000, 10_000};

    private ColumnCoder() {}

    /** Returns the part of a column, for the release's items {@code chosen}. */
    static byte[] write(Column column, int[] chosen) {
        PartWriter part = new PartWriter();
        switch (column) {
            case Column.Keywords keywords -> keywords(part, keywords, chosen);
            case Column.Texts texts -> TextCoder.write(part, texts, chosen);
            case Column.Numbers numbers -> numbers(part, numbers, chosen);
            case Column.Instants instants -> instants(part, instants, chosen);
        }
        return part.toByteArray();
    }

    private static void keywords(PartWriter part, Column.Keywords column, int[] chosen) {
        Set<String> used = new HashSet<>();
        for (int item : chosen) {
            used.addAll(column.values(item));
        }
        List<String> dictionary = StringsCoder.sorted(used);
        Numbering<String> codes = new Numbering<>(dictionary);
        Numbering<String> codesInRelease = new Numbering<>(column.dictionary());
        RowValues values = new RowValues(chosen.length);
        for (int i = 0; i < chosen.length; i++) {
            for (String value : column.values(chosen[i]).stream().distinct().toList()) {
                values.add(i, codes.of(value));
            }
        }
        part.int32(dictionary.size());
        StringsCoder.write(part, dictionary);
        values.write(part);
        int[] terms = new int[dictionary.size()];
        float[] information = new float[terms.length];
        Terms all = column.terms();
        for (int code = 0; code < terms.length; code++) {
            terms[code] = code;
            information[code] = all.information(codesInRelease.of(dictionary.get(code)));
        }
        terms(part, terms, information);
    }

    /** Writes which term each value is, and what each term says. */
    static void terms(PartWriter part, int[] termOfValue, float[] information) {
        part.int32(information.length).codes(termOfValue);
        for (float each : information) {
            part.float32(each);
        }
    }

    private static void numbers(PartWriter part, Column.Numbers column, int[] chosen) {
        for (int divisor : DIVISORS) {
            if (decimals(part, column, chosen, divisor)) {
                return;
            }
        }
        TreeSet<Double> distinct = new TreeSet<>();
        for (int item : chosen) {
            distinct.add(column.value(item));
        }
        List<Double> table = new ArrayList<>(distinct);
        Numbering<Double> codes = new Numbering<>(table);
        part.int32(0).int32(table.size());
        for (double value : table) {
            part.float64(value);
        }
        int[] values = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            values[i] = codes.of(column.value(chosen[i]));
        }
        part.codes(values);
    }

    /** Writes numbers with at most that many decimals, or returns false. */
    private static boolean decimals(PartWriter part, Column.Numbers column, int[] chosen, int divisor) {
        long[] whole = new long[chosen.length];
        boolean[] missing = new boolean[chosen.length];
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        boolean any = false;
        for (int i = 0; i < chosen.length; i++) {
            double value = column.value(chosen[i]);
            missing[i] = Double.isNaN(value);
            any |= missing[i];
            if (!missing[i]) {
                whole[i] = Math.round(value * divisor);
                if (Double.doubleToRawLongBits((double) whole[i] / divisor) != Double.doubleToRawLongBits(value)) {
                    return false;
                }
                least = Math.min(least, whole[i]);
                most = Math.max(most, whole[i]);
            }
        }
        if (least > most) {
            least = 0;
            most = -1;
        }
        if (most - least >= Integer.MAX_VALUE || Math.abs(least) > 1L << 52) {
            return false;
        }
        int absent = (int) (most - least + 1);
        int[] codes = new int[whole.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = missing[i] ? absent : (int) (whole[i] - least);
        }
        part.int32(divisor).int64(least).int32(any ? absent : -1).codes(codes);
        return true;
    }

    private static void instants(PartWriter part, Column.Instants column, int[] chosen) {
        Steps steps = Steps.exact(chosen.length, i -> column.value(chosen[i]));
        part.int64(steps.base()).int64(steps.step()).int32(steps.width());
        for (int item : chosen) {
            long value = column.value(item);
            part.raw(value == History.NO_TIME ? 0 : steps.code(value), steps.width());
        }
    }
}
