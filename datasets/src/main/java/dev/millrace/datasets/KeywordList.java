package dev.millrace.datasets;

import java.util.ArrayList;
import java.util.List;

/** Keywords in one text: {@code red|blue}; in a keyword, {@code |} and backslash stand behind a backslash. */
final class KeywordList {
    private KeywordList() {}

    /** Returns the keywords of a text without space around them; empty ones are left out. */
    static List<String> split(String text, char separator) {
        List<String> keywords = new ArrayList<>();
        StringBuilder keyword = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == separator) {
                add(keyword, keywords);
            } else if (c == '\\' && separator == '|' && escapes(text, i + 1)) {
                keyword.append(text.charAt(++i));
            } else {
                keyword.append(c);
            }
        }
        add(keyword, keywords);
        return keywords;
    }

    private static boolean escapes(String text, int at) {
        return at < text.length() && (text.charAt(at) == '|' || text.charAt(at) == '\\');
    }

    private static void add(StringBuilder keyword, List<String> keywords) {
        String text = keyword.toString().strip();
        keyword.setLength(0);
        if (!text.isEmpty()) {
            keywords.add(text);
        }
    }

    /** Returns the keywords as one text that {@link #split} takes apart again. */
    static String join(List<String> keywords) {
        StringBuilder text = new StringBuilder();
        for (String keyword : keywords) {
            text.append(text.isEmpty() ? "" : "|");
            text.append(keyword.replace("\\", "\\\\").replace("|", "\\|"));
        }
        return text.toString();
    }
}
