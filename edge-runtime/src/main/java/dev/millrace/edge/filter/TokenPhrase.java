package dev.millrace.edge.filter;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.edge.catalog.CodedStrings;
import dev.millrace.edge.catalog.CodedTexts;
import dev.millrace.edge.catalog.Codes;
import java.util.List;

/**
 * Finds the texts that have the words of a phrase next to each other, by the codes of their tokens and as
 * {@link PhraseMatcher} finds them in the whole texts. One thread, once.
 *
 * <p>A walk over the dictionary says of every token which words of the phrase it holds, a walk over the codes of all
 * texts finds those with a token of the word that the fewest tokens hold, and of these the phrase is followed from
 * token to token. No string is made of a text, but where its parting does not follow from its tokens':
 *
 * <ul>
 *   <li>No word goes on beyond a character that no word has ({@link WordClasses} 0), such as a space. So what follows a
 *       token that ends with one is parted as if it began there; such a token is <i>closed</i>, and parted alone if the
 *       one before is closed too. The last token of a text needs no end: nothing follows.
 *   <li>Tokens after an open one, as in {@code don'|t}, are glued to it up to the next closed one. A word that begins
 *       in a token lies in it, or the token ends with the word's beginning: else no text with it has the word. Where a
 *       glued token has that of any word, the text is parted whole.
 *   <li>So it is where a closed token has several words and one of the phrase's, or may have none, in the midst of a
 *       phrase.
 * </ul>
 *
 * <p>Of a phrase of more than {@value #MOST} words the first so many are looked for; a text that has them is parted
 * whole.
 */
final class TokenPhrase {
    private static final int MOST = 6;

    /*
     * What is known of a token, in 16 bits: from 0 the words it holds where it is parted alone (an open one: those
     * below); whether these say all, since it has just that word, or others alone; from 8 the words that a text may have
     * of which it is a part; whether it is open.
     */
    private static final int SURE = 1 << 6;
    private static final int GLUED = 8;
    private static final int OPEN = 1 << 15;

    private final CodedTexts texts;
    private final Codes tokens;
    private final List<String> phrase;
    private final PhraseMatcher whole;
    private final int all;
    private final WordScan[] scans;
    private final WordSplitter splitter = new WordSplitter();
    private final int[] holders;
    private final int[] some = new int[256];
    private char[] known = new char[0];
    private int first;
    private int count;

    /** Creates the search for at least one word, in lower case. */
    TokenPhrase(CodedTexts texts, List<String> words) {
        this.texts = texts;
        this.tokens = texts.tokens();
        this.phrase = words.subList(0, Math.min(MOST, words.size()));
        this.whole = new PhraseMatcher(words);
        this.all = words.size();
        this.scans = new WordScan[phrase.size()];
        this.holders = new int[scans.length];
        for (int word = 0; word < scans.length; word++) {
            scans[word] = new WordScan(phrase.get(word));
        }
    }

    /** Adds the items whose text has the phrase. */
    void match(ItemSet into) {
        readDictionary();
        int rarest = 0;
        for (int word = 0; word < holders.length; word++) {
            if (holders[word] == 0) {
                return;
            }
            rarest = holders[word] < holders[rarest] ? word : rarest;
        }
        int item = 0;
        for (int at = next(0, 1 << rarest); at < tokens.size(); at = next(texts.end(item), 1 << rarest)) {
            item = texts.itemAt(at, item);
            if (has(item)) {
                into.add(item);
            }
        }
    }

    private void readDictionary() {
        int strings = texts.strings().size();
        if (strings == 0) {
            return;
        }
        char[] ofString = new char[strings];
        CodedStrings.Cursor string = texts.strings().walk();
        do {
            ofString[string.index()] = (char) look(string);
        } while (string.advance());
        Codes stringOfToken = texts.stringOfToken();
        known = new char[stringOfToken.size()];
        for (int token = 0; token < known.length; token++) {
            known[token] = ofString[stringOfToken.get(token)];
        }
    }

    /** Returns what is known of a string, and counts it for every word that it may be a part of. */
    private int look(CodedStrings.Cursor string) {
        byte[] text = string.text();
        int length = string.length();
        boolean open = isOpen(text, length);
        int part = 0;
        boolean bounded = false;
        for (int word = 0; word < scans.length; word++) {
            int state = scans[word].look(text, string.shared(), length);
            if ((state & WordScan.HELD) != 0 || (open && (state & WordScan.REACHED) != 0)) {
                part |= 1 << word;
                holders[word]++;
                bounded |= (state & WordScan.BOUNDED) != 0;
            }
        }
        if (open) {
            return OPEN | (part << GLUED) | part;
        }
        if (bounded) {
            return (part << GLUED) | alone(string.toString());
        }
        return (part << GLUED) | (WordSplitter.isWord(WordScan.codePoint(text, 0, length)) ? SURE : 0);
    }

    private static boolean isOpen(byte[] text, int length) {
        int at = length - 1;
        while (at > 0 && (text[at] & 0xc0) == 0x80) {
            at--;
        }
        return at < 0 || WordClasses.of(WordScan.codePoint(text, at, length)) != 0;
    }

    /** Returns which words a string holds that is parted alone, and whether that says all. */
    private int alone(String text) {
        List<String> words = splitter.words(text);
        int held = 0;
        for (int word = 0; word < scans.length; word++) {
            held |= words.contains(phrase.get(word)) ? 1 << word : 0;
        }
        return words.size() == 1 || all == 1 || (held == 0 && !words.isEmpty()) ? held | SURE : held;
    }

    /** Returns the first position from that of a text's beginning on whose token may hold the word, or how many. */
    private int next(int from, int word) {
        boolean glued = false;
        for (int at = from; at < tokens.size(); at = first + count) {
            if (at < first || at >= first + count) {
                first = at;
                count = Math.min(some.length, tokens.size() - at);
                tokens.read(first, count, some);
            }
            int found = next(at - first, glued, word);
            if (found < count) {
                return first + found;
            }
            glued = known[some[count - 1]] >= OPEN;
        }
        return tokens.size();
    }

    private int next(int from, boolean glued, int word) {
        char[] ofToken = known;
        int open = glued ? 1 : 0;
        for (int at = from; at < count; at++) {
            int token = ofToken[some[at]];
            if (((token | ((token >>> GLUED) & -open)) & word) != 0) {
                return at;
            }
            open = token >>> 15;
        }
        return count;
    }

    /** Returns whether the text has the phrase; shift-and over its tokens, bit {@code i} for its words up to that. */
    private boolean has(int item) {
        int end = texts.end(item);
        int words = (1 << scans.length) - 1;
        int followed = 0;
        boolean glued = false;
        for (int at = texts.begin(item); at < end; at++) {
            int token = known[tokens.get(at)];
            boolean open = token >= OPEN && at + 1 < end;
            int part = (open || glued ? token >>> GLUED : token) & words;
            if (!open && !glued && (token & SURE) != 0) {
                followed = ((followed << 1) | 1) & part;
                if (followed >>> (scans.length - 1) != 0) {
                    return all == scans.length || whole.in(texts.value(item));
                }
            } else if (followed != 0 || part != 0) {
                return whole.in(texts.value(item));
            }
            glued = open;
        }
        return false;
    }
}
