package dev.millrace.cascade.feature;

import dev.millrace.cascade.release.Pace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Terms in arrays: the distinct terms of item {@code i} are {@code codes[offsets[i] .. offsets[i + 1])}. Immutable and
 * thread-safe.
 */
final class ArrayTerms implements Terms {
    private static final int MIN_WORD = 2;
    private static final int ITEMS_A_STEP = 256;

    private final int[] offsets;
    private final int[] codes;
    private final float[] information;

    private ArrayTerms(int[] offsets, int[] codes, int distinct) {
        this.offsets = offsets;
        this.codes = codes;
        this.information = new float[distinct];
        int[] items = new int[distinct];
        for (int code : codes) {
            items[code]++;
        }
        for (int code = 0; code < distinct; code++) {
            information[code] = Terms.information(items[code], offsets.length - 1);
        }
    }

    static Terms of(Column.Keywords column) {
        return build(column.size(), Pace.FULL, column.dictionary()::size, (item, into) -> {
            int count = 0;
            for (int at = column.begin(item); at < column.end(item); at++) {
                into = room(into, count);
                into[count++] = column.code(at);
            }
            return Arrays.copyOf(into, count);
        });
    }

    /** Splits at everything that is no letter or digit; words of one character say nothing. */
    static Terms of(Column.Texts column, Pace pace) {
        Map<String, Integer> dictionary = new HashMap<>();
        return build(column.size(), pace, dictionary::size, (item, into) -> words(column.value(item), dictionary));
    }

    private static int[] words(String text, Map<String, Integer> dictionary) {
        String lower = text.toLowerCase(Locale.ROOT);
        int[] codes = new int[8];
        int count = 0;
        int begin = 0;
        for (int at = 0; at <= lower.length(); at++) {
            if (at == lower.length() || !Character.isLetterOrDigit(lower.charAt(at))) {
                if (at - begin >= MIN_WORD) {
                    String word = lower.substring(begin, at);
                    codes = room(codes, count);
                    Integer known = dictionary.get(word);
                    int code = known == null ? dictionary.size() : known;
                    if (known == null) {
                        dictionary.put(word, code);
                    }
                    codes[count++] = code;
                }
                begin = at + 1;
            }
        }
        return Arrays.copyOf(codes, count);
    }

    private interface Codes {
        int[] of(int item, int[] buffer);
    }

    private static Terms build(int items, Pace pace, IntSupplier distinct, Codes source) {
        int[] offsets = new int[items + 1];
        int[] codes = new int[Math.max(16, items)];
        int[] buffer = new int[16];
        int size = 0;
        for (int item = 0; item < items; item++) {
            int[] own = source.of(item, buffer);
            Arrays.sort(own);
            for (int i = 0; i < own.length; i++) {
                if (i == 0 || own[i] != own[i - 1]) {
                    codes = room(codes, size);
                    codes[size++] = own[i];
                }
            }
            offsets[item + 1] = size;
            if (item % ITEMS_A_STEP == 0) {
                pace.step();
            }
        }
        return new ArrayTerms(offsets, Arrays.copyOf(codes, size), distinct.getAsInt());
    }

    private static int[] room(int[] array, int size) {
        return size < array.length ? array : Arrays.copyOf(array, size * 2);
    }

    @Override
    public int size() {
        return offsets.length - 1;
    }

    @Override
    public int begin(int item) {
        return offsets[item];
    }

    @Override
    public int end(int item) {
        return offsets[item + 1];
    }

    @Override
    public int code(int at) {
        return codes[at];
    }

    @Override
    public float information(int code) {
        return information[code];
    }

    @Override
    public int distinct() {
        return information.length;
    }
}
