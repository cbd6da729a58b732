package dev.millrace.edge.filter;

import dev.millrace.cascade.filter.FilterParser;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text into words in lower case, by the word boundaries of Unicode (UAX #29) as the server's index reads them:
 * of numbers, letters and katakana runs, of Han and hiragana single characters, of the scripts of South-East Asia runs,
 * of emoji whole sequences. A word of more than {@value #LONGEST} chars is cut. Immutable and thread-safe.
 *
 * <p>The boundaries are a table and the same everywhere. Lower case is the platform's: letters that got a lower case in
 * a later Unicode than the platform's stay as they are.
 */
public final class WordSplitter implements FilterParser.Analysis {
    /** Chars of the longest word. */
    public static final int LONGEST = 255;

    /**
     * A deterministic automaton over {@link WordClasses}: row {@code s} has for each class the state that follows
     * {@code s}, a letter from A on, or a dot where no word goes on. The longest way from A to a state of {@link #ENDS}
     * is a word. It has no more states than the language needs; it was learned from the server's splitter by asking
     * which sequences of classes are one word (Angluin, Learning Regular Sets from Queries and Counterexamples, 1987).
     */
    private static final String STATES = ".BIJSCFRRD......G...MVTE"
            + ".BIJ....BHK.KK.BBBBB.BB."
            + ".....C..CH.....CCCCC..C."
            + ".BIJ.C..DD.....DDDDD.BD."
            + "........E......EEEEE..EF"
            + "........F......FFFFF..F."
            + "................G...MM.."
            + ".BIJ.C..HH.....HHHHH.BH."
            + ".BIJ....IHK.KPLIIIII.BI."
            + ".BIJ....JH.QQQ.JJJJJ.BJ."
            + ".BB.....K......KKKKK.BK."
            + "..P.....L......LLLLL..L."
            + "........M......MN.MO..M."
            + "........M......MN.MOMMM."
            + "................G......."
            + ".BIJ....PH.....PPPPP.BP."
            + "...J....Q......QQQQQ..Q."
            + ".......RR......RRRRR..R."
            + "........S......SS.WY..S."
            + "........T......TU.T...T."
            + "........T......TU.T.MMT."
            + ".BIJ....VHK.KK.VXBVV.BV."
            + "........W......WW.WY..W."
            + ".BIJ....VHK.KK.VXBVVMVV."
            + "..................Z....."
            + "........Z......ZZ.Z...Z.";

    private static final String ENDS = "BCFHIJMNOPRTUVWXZ";
    private static final byte[] NEXT = new byte[STATES.length()];
    private static final boolean[] IS_END = new boolean[STATES.length() / WordClasses.COUNT];

    static {
        for (int at = 0; at < NEXT.length; at++) {
            char state = STATES.charAt(at);
            NEXT[at] = (byte) (state == '.' ? -1 : state - 'A');
        }
        for (int at = 0; at < ENDS.length(); at++) {
            IS_END[ENDS.charAt(at) - 'A'] = true;
        }
    }

    /** Creates a splitter. */
    public WordSplitter() {}

    @Override
    public List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = end(text, at);
            if (end == at) {
                at += Character.charCount(text.codePointAt(at));
            } else {
                words.add(lower(text, at, end));
                at = end;
            }
        }
        return words;
    }

    /** Returns whether the character alone is a word, so that a text that begins with it has one. */
    static boolean isWord(int codePoint) {
        int state = NEXT[WordClasses.of(codePoint)];
        return state >= 0 && IS_END[state];
    }

    /** Returns where the word that begins at {@code start} ends, exclusive, or {@code start} where none begins. */
    static int end(String text, int start) {
        int limit = Math.min(text.length(), start + LONGEST);
        int end = start;
        int state = 0;
        for (int at = start; at < limit; ) {
            char first = text.charAt(at);
            int codePoint = first;
            if (Character.isHighSurrogate(first) && at + 1 < limit && Character.isLowSurrogate(text.charAt(at + 1))) {
                codePoint = Character.toCodePoint(first, text.charAt(at + 1));
            }
            state = NEXT[state * WordClasses.COUNT + WordClasses.of(codePoint)];
            if (state < 0) {
                return end;
            }
            at += codePoint == first ? 1 : 2;
            end = IS_END[state] ? at : end;
        }
        return end;
    }

    /** Returns whether the word {@code text[start .. end)} is {@code word}, which is in lower case. */
    static boolean is(String text, int start, int end, String word) {
        int at = 0;
        for (int from = start; from < end; ) {
            int codePoint = text.codePointAt(from);
            int lower = Character.toLowerCase(codePoint);
            if (at >= word.length() || word.codePointAt(at) != lower) {
                return false;
            }
            from += Character.charCount(codePoint);
            at += Character.charCount(lower);
        }
        return at == word.length();
    }

    private static String lower(String text, int start, int end) {
        StringBuilder word = new StringBuilder(end - start);
        for (int at = start; at < end; ) {
            int codePoint = text.codePointAt(at);
            word.appendCodePoint(Character.toLowerCase(codePoint));
            at += Character.charCount(codePoint);
        }
        return word.toString();
    }
}
