package dev.millrace.edge.catalog;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Terms;

/**
 * Texts that answer from the bytes of a part: a dictionary of tokens, each a word with what follows it up to the next
 * word, and for every item its tokens in order: the text, and, through the word of each token, its terms. Immutable and
 * thread-safe.
 *
 * <p>Two tokens may have the same string, where it counts as a word in one text and repeats a word in another.
 */
public final class CodedTexts implements Column.Texts {
    private final CodedStrings strings;
    private final Codes stringOfToken;
    private final Rows rows;
    private final Codes codes;
    private final Terms words;

    private CodedTexts(CodedStrings strings, Codes stringOfToken, Rows rows, Codes codes, Terms words) {
        this.strings = strings;
        this.stringOfToken = stringOfToken;
        this.rows = rows;
        this.codes = codes;
        this.words = words;
    }

    static CodedTexts read(PartReader part, int items) {
        int strings = part.count("strings", 0, Integer.MAX_VALUE);
        CodedStrings tokens = CodedStrings.read(part, "token", strings);
        int size = part.count("tokens", 0, Integer.MAX_VALUE);
        Codes stringOfToken = part.codesBelow("string of token", size, strings);
        Rows rows = Rows.read(part, items);
        Codes codes = part.codesBelow("token code", rows.total(), size);
        return new CodedTexts(tokens, stringOfToken, rows, codes, CodedTerms.read(part, rows, codes, size));
    }

    @Override
    public int size() {
        return rows.items();
    }

    @Override
    public boolean has(int item) {
        return rows.end(item) > rows.begin(item);
    }

    /** Returns the strings of the tokens of {@code item} together, without the last character where it is a space. */
    @Override
    public String value(int item) {
        StringBuilder text = new StringBuilder();
        int end = rows.end(item);
        for (int at = rows.begin(item); at < end; at++) {
            text.append(strings.get(stringOfToken.get(codes.get(at))));
        }
        // A word that ends a text is kept with the space that follows it elsewhere.
        int length = text.length();
        if (length > 0 && text.charAt(length - 1) == ' ') {
            text.setLength(length - 1);
        }
        return text.toString();
    }

    @Override
    public Terms words() {
        return words;
    }

    /** Returns the distinct strings of the tokens. */
    public CodedStrings strings() {
        return strings;
    }

    /** Returns for every token where its string is among {@link #strings}. */
    public Codes stringOfToken() {
        return stringOfToken;
    }

    /** Returns the tokens of all items, those of one item after those of the one before. */
    public Codes tokens() {
        return codes;
    }

    /** Returns where the tokens of {@code item} begin among {@link #tokens}. */
    public int begin(int item) {
        return rows.begin(item);
    }

    /** Returns where the tokens of {@code item} end, exclusive. */
    public int end(int item) {
        return rows.end(item);
    }

    /** Returns the item that has the token at {@code position}, looking from {@code item}, which is none after it. */
    public int itemAt(int position, int item) {
        return rows.itemAt(position, item);
    }
}
