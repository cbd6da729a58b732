package dev.millrace.training.edge;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Terms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Writes the columns of chosen items, exactly, in few bytes. Stateless. */
final class ColumnCoder {
    private static final int[] DIVISORS = {1, 10, 100, 1000, 10_000};
    private static final int MIN_WORD = 2;

    private ColumnCoder() {}

    /** Returns the part of a column, for the release's items {@code chosen}. */
    static byte[] write(Column column, int[] chosen) {
        PartWriter part = new PartWriter();
        switch (column) {
            case Column.Keywords keywords -> keywords(part, keywords, chosen);
            case Column.Texts texts -> texts(part, texts, chosen);
            case Column.Numbers numbers -> numbers(part, numbers, chosen);
            case Column.Instants instants -> instants(part, instants, chosen);
        }
        return part.toByteArray();
    }

    private static void keywords(PartWriter part, Column.Keywords column, int[] chosen) {
        Map<String, Integer> codeInRelease = new HashMap<>();
        for (int item : chosen) {
            for (int at = column.begin(item); at < column.end(item); at++) {
                codeInRelease.put(column.dictionary().get(column.code(at)), column.code(at));
            }
        }
        List<String> dictionary = StringsCoder.sorted(codeInRelease.keySet());
        Map<String, Integer> codes = positions(dictionary);
        Values values = new Values(chosen.length);
        for (int i = 0; i < chosen.length; i++) {
            for (String value : column.values(chosen[i]).stream().distinct().toList()) {
                values.add(i, codes.get(value));
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
            information[code] = all.information(codeInRelease.get(dictionary.get(code)));
        }
        terms(part, terms, information);
    }

    private static void terms(PartWriter part, int[] termOfValue, float[] information) {
        part.int32(information.length).codes(termOfValue);
        for (float each : information) {
            part.float32(each);
        }
    }

    private static Map<String, Integer> positions(List<String> strings) {
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < strings.size(); i++) {
            positions.put(strings.get(i), i);
        }
        return positions;
    }

    /** A token of a text: its string, and whether it counts as a word or is silent. */
    private record Token(String string, boolean counts) {}

    private static void texts(PartWriter part, Column.Texts column, int[] chosen) {
        List<List<Token>> texts = new ArrayList<>();
        Map<Token, Integer> occurrences = new HashMap<>();
        for (int item : chosen) {
            List<Token> tokens = tokens(column.value(item));
            texts.add(tokens);
            tokens.forEach(token -> occurrences.merge(token, 1, Integer::sum));
        }
        List<String> strings = StringsCoder.sorted(
                occurrences.keySet().stream().map(Token::string).toList());
        Map<String, Integer> stringCodes = positions(strings);
        List<Token> tokens = new ArrayList<>(occurrences.keySet());
        tokens.sort(
                Comparator.comparing(Token::counts).reversed().thenComparing(token -> stringCodes.get(token.string())));
        Map<Token, Integer> codes = new HashMap<>();
        for (Token token : tokens) {
            codes.put(token, codes.size());
        }
        Values values = new Values(chosen.length);
        for (int i = 0; i < chosen.length; i++) {
            for (Token token : texts.get(i)) {
                values.add(i, codes.get(token));
            }
        }
        part.int32(strings.size());
        StringsCoder.write(part, strings);
        part.int32(tokens.size())
                .codes(tokens.stream()
                        .mapToInt(token -> stringCodes.get(token.string()))
                        .toArray());
        values.write(part);
        words(part, column, chosen, tokens);
    }

    /** The words of the tokens, and last the one that says nothing. */
    private static void words(PartWriter part, Column.Texts column, int[] chosen, List<Token> tokens) {
        Map<String, Float> information = information(column, chosen);
        List<String> words = StringsCoder.sorted(information.keySet());
        Map<String, Integer> codes = positions(words);
        int[] termOfToken = tokens.stream()
                .mapToInt(token -> token.counts() ? codes.get(word(token.string())) : words.size())
                .toArray();
        float[] said = new float[words.size() + 1];
        for (int code = 0; code < words.size(); code++) {
            said[code] = information.get(words.get(code));
        }
        terms(part, termOfToken, said);
    }

    /** Returns what each word of the chosen items says in the release, where its items are all counted. */
    private static Map<String, Float> information(Column.Texts column, int[] chosen) {
        Map<String, Integer> items = new HashMap<>();
        for (int item = 0; item < column.size(); item++) {
            for (Token token : tokens(column.value(item))) {
                if (token.counts()) {
                    items.merge(word(token.string()), 1, Integer::sum);
                }
            }
        }
        Map<String, Float> information = new HashMap<>();
        for (int item : chosen) {
            for (Token token : tokens(column.value(item))) {
                if (token.counts()) {
                    String word = word(token.string());
                    information.put(word, Terms.information(items.get(word), column.size()));
                }
            }
        }
        return information;
    }

    /**
     * Splits a text, with a space after it, before every word but the first: a token is a word and what follows it. Words are
     * those of {@link Column.Texts#words}; one that repeats, or is too short, does not count.
     */
    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        if (text.isEmpty()) {
            return tokens;
        }
        String spaced = text + " ";
        TreeSet<String> known = new TreeSet<>();
        int begin = 0;
        for (int at = 1; at <= spaced.length(); at++) {
            boolean ends = at == spaced.length()
                    || (Character.isLetterOrDigit(spaced.charAt(at))
                            && !Character.isLetterOrDigit(spaced.charAt(at - 1)));
            if (ends) {
                String string = spaced.substring(begin, at);
                String word = word(string);
                tokens.add(new Token(string, word.length() >= MIN_WORD && known.add(word)));
                begin = at;
            }
        }
        return tokens;
    }

    /** Returns the letters and digits a token begins with, in lower case. */
    private static String word(String token) {
        int end = 0;
        while (end < token.length() && Character.isLetterOrDigit(token.charAt(end))) {
            end++;
        }
        return token.substring(0, end).toLowerCase(Locale.ROOT);
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
        Map<Double, Integer> codes = new HashMap<>();
        part.int32(0).int32(table.size());
        for (double value : table) {
            codes.put(value, codes.size());
            part.float64(value);
        }
        int[] values = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            values[i] = codes.get(column.value(chosen[i]));
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

    /** Codes of items, one item after the other. */
    private static final class Values {
        private final int[] lengths;
        private final List<Integer> codes = new ArrayList<>();

        Values(int items) {
            lengths = new int[items];
        }

        void add(int item, int code) {
            lengths[item]++;
            codes.add(code);
        }

        void write(PartWriter part) {
            RowsCoder.write(part, lengths);
            part.codes(codes.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
