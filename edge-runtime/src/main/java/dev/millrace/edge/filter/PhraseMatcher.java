package dev.millrace.edge.filter;

import java.util.List;

/** Finds words that follow each other in a text, without making strings of its words. Immutable and thread-safe. */
final class PhraseMatcher {
    private final String[] phrase;

    /** Creates a matcher of at least one word, in lower case. */
    PhraseMatcher(List<String> phrase) {
        this.phrase = phrase.toArray(new String[0]);
    }

    boolean in(String text) {
        for (int at = 0; at < text.length(); ) {
            int end = WordSplitter.end(text, at);
            if (end == at) {
                at += Character.charCount(text.codePointAt(at));
                continue;
            }
            if (WordSplitter.is(text, at, end, phrase[0]) && rest(text, end)) {
                return true;
            }
            at = end;
        }
        return false;
    }

    private boolean rest(String text, int from) {
        int at = from;
        for (int i = 1; i < phrase.length; ) {
            if (at >= text.length()) {
                return false;
            }
            int end = WordSplitter.end(text, at);
            if (end == at) {
                at += Character.charCount(text.codePointAt(at));
            } else if (WordSplitter.is(text, at, end, phrase[i])) {
                at = end;
                i++;
            } else {
                return false;
            }
        }
        return true;
    }
}
