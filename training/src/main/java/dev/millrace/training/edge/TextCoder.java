package dev.millrace.training.edge;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Terms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes texts as rows of tokens, which are the words of the items at the same time. Stateless. */
final class TextCoder {
    private static final int MIN_WORD = 2;

    private TextCoder() {}

    /** A token of a text: its string, and whether it counts as a word or is silent. */
    private record Token(String string, boolean counts) {}

    /** Writes the texts of the release's items {@code chosen}. */
    static void write(PartWriter part, Column.Texts column, int[] chosen) {
        List<List<Token>> texts = new ArrayList<>();
        Set<Token> occurring = new HashSet<>();
        for (int item : chosen) {
            List<Token> tokens = tokens(column.value(item));
            texts.add(tokens);
            occurring.addAll(tokens);
        }
        List<String> strings =
                StringsCoder.sorted(occurring.stream().map(Token::string).toList());
        Numbering<String> stringCodes = new Numbering<>(strings);
        List<Token> tokens = new ArrayList<>(occurring);
        tokens.sort(Comparator.comparingInt(
                token -> (token.counts() ? 0 : strings.size()) + stringCodes.of(token.string())));
        Numbering<Token> codes = new Numbering<>(tokens);
        RowValues values = new RowValues(chosen.length);
        for (int i = 0; i < chosen.length; i++) {
            for (Token token : texts.get(i)) {
                values.add(i, codes.of(token));
            }
        }
        part.int32(strings.size());
        StringsCoder.write(part, strings);
        part.int32(tokens.size())
                .codes(tokens.stream()
                        .mapToInt(token -> stringCodes.of(token.string()))
                        .toArray());
        values.write(part);
        words(part, column, tokens);
    }

    /** The words of the tokens, and last the one that says nothing. */
    private static void words(PartWriter part, Column.Texts column, List<Token> tokens) {
        int[] itemsOfWord = new int[1024];
        List<String> all = new ArrayList<>();
        Map<String, Integer> known = new HashMap<>();
        for (int item = 0; item < column.size(); item++) {
            for (Token token : tokens(column.value(item))) {
                if (token.counts()) {
                    int number = known.computeIfAbsent(word(token.string()), word -> known.size());
                    if (number == all.size()) {
                        all.add(word(token.string()));
                    }
                    if (number == itemsOfWord.length) {
                        itemsOfWord = Arrays.copyOf(itemsOfWord, 2 * number);
                    }
                    itemsOfWord[number]++;
                }
            }
        }
        Numbering<String> inRelease = new Numbering<>(all);
        List<String> words = StringsCoder.sorted(tokens.stream()
                .filter(Token::counts)
                .map(token -> word(token.string()))
                .toList());
        Numbering<String> codes = new Numbering<>(words);
        int[] termOfToken = tokens.stream()
                .mapToInt(token -> token.counts() ? codes.of(word(token.string())) : words.size())
                .toArray();
        float[] said = new float[words.size() + 1];
        for (int code = 0; code < words.size(); code++) {
            said[code] = Terms.information(itemsOfWord[inRelease.of(words.get(code))], column.size());
        }
        ColumnCoder.terms(part, termOfToken, said);
    }

    /**
     * Splits a text, with a space after it, before every word but the first: a token is a word and what follows it.
     * Words are those of {@link Column.Texts#words}; one that repeats, or is too short, does not count.
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
}
