package dev.millrace.edge.filter;

import java.util.Arrays;

/**
 * Looks for a word in the strings of a sorted dictionary, whatever their case, each from where it differs from the one
 * before. One thread.
 *
 * <p>The algorithm is that of Knuth, Morris and Pratt (Fast pattern matching in strings, 1977) over code points in
 * lower case, which are read out of UTF-8; what was reached is kept for every byte of the string.
 */
final class WordScan {
    /** How much of the word's beginning the string ends with, in code points. */
    static final int REACHED = 0xffff;
    /** The word's characters are in the string. */
    static final int HELD = 1 << 16;
    /** And that not only within longer runs of the letters and digits of ASCII, which are never parted. */
    static final int BOUNDED = 1 << 17;

    private static final int BEYOND_ASCII = 1 << 18;

    private final int[] word;
    private final int[] border;
    private int[] known = new int[64];

    /** Creates a scan for a word in lower case. */
    WordScan(String word) {
        this.word = word.codePoints().toArray();
        border = new int[this.word.length + 1];
        for (int end = 2; end < border.length; end++) {
            border[end] = longer(border[end - 1], this.word[end - 1]);
        }
    }

    /** Returns how much of the word is reached by a character after the first {@code reached}, less than all. */
    private int longer(int reached, int codePoint) {
        int at = reached;
        while (at > 0 && word[at] != codePoint) {
            at = border[at];
        }
        return word[at] == codePoint ? at + 1 : 0;
    }

    /**
     * Looks at the next string.
     *
     * @param shared bytes of {@code text} that were those of the string before
     * @param length its bytes
     * @return {@link #REACHED}, {@link #HELD} and {@link #BOUNDED}
     */
    int look(byte[] text, int shared, int length) {
        if (known.length <= length + 3) {
            known = Arrays.copyOf(known, 2 * (length + 3));
        }
        int at = shared;
        while (at > 0 && at < length && (text[at] & 0xc0) == 0x80) {
            at--; // what differs may be the end of a character
        }
        int state = known[at];
        while (at < length) {
            int codePoint = codePoint(text, at, length);
            int reached = state & REACHED;
            if (reached == word.length) {
                state |= bounded(text, at, codePoint, state);
                reached = border[reached];
            }
            reached = longer(reached, lower(codePoint));
            state = (state & ~REACHED) | reached;
            state |= reached == word.length ? HELD : 0;
            state |= codePoint < 0x80 ? 0 : BEYOND_ASCII;
            at += bytes(text[at]);
            known[at] = state;
        }
        boolean ends = (state & REACHED) == word.length;
        return ends || length > WordSplitter.LONGEST ? state | BOUNDED : state;
    }

    /** Returns {@link #BOUNDED} or 0 of the word that ends before {@code end}, where {@code next} follows. */
    private int bounded(byte[] text, int end, int next, int state) {
        if ((state & BEYOND_ASCII) == 0) {
            int start = end - word.length;
            boolean goesOn = isPlain(text[end - 1]) && isPlain(next);
            if (goesOn || (start > 0 && isPlain(text[start - 1]) && isPlain(text[start]))) {
                return 0;
            }
        }
        return BOUNDED;
    }

    private static boolean isPlain(int character) {
        int letter = character | 0x20;
        return (character >= '0' && character <= '9') || (letter >= 'a' && letter <= 'z');
    }

    private static int lower(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 0x20 : codePoint;
        }
        return Character.toLowerCase(codePoint);
    }

    private static int bytes(byte first) {
        return first >= 0 ? 1 : first < (byte) 0xe0 ? 2 : first < (byte) 0xf0 ? 3 : 4;
    }

    /** Returns the character that begins at {@code at}. */
    static int codePoint(byte[] text, int at, int length) {
        if (text[at] >= 0) {
            return text[at];
        }
        int bytes = bytes(text[at]);
        int codePoint = text[at] & (0xff >> (bytes + 1));
        for (int i = at + 1; i < Math.min(at + bytes, length); i++) {
            codePoint = (codePoint << 6) | (text[i] & 0x3f);
        }
        return codePoint;
    }
}
