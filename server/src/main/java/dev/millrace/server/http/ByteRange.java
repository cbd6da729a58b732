package dev.millrace.server.http;

import org.jspecify.annotations.Nullable;

/**
 * A part of a content, as a {@code Range} field asks for it (RFC 9110, section 14). Immutable.
 *
 * @param from the first byte
 * @param length how many; 0 where the content has none of them
 */
record ByteRange(long from, long length) {
    private static final String UNIT = "bytes=";
    private static final int MAX_DIGITS = 18;

    /** Reads a field; null where it is to be ignored: in another unit, malformed, or of more than one range. */
    static @Nullable ByteRange parse(String field, long size) {
        String text = field.strip();
        int dash = text.indexOf('-');
        if (!text.regionMatches(true, 0, UNIT, 0, UNIT.length()) || dash < 0) {
            return null;
        }
        String first = text.substring(UNIT.length(), dash).strip();
        String last = text.substring(dash + 1).strip();
        if (!isNumber(first) || !isNumber(last) || (first.isEmpty() && last.isEmpty())) {
            return null;
        }
        if (first.isEmpty()) {
            long length = Math.min(size, Long.parseLong(last));
            return new ByteRange(size - length, length);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
        if (to < from) {
            return null;
        }
        return from >= size ? new ByteRange(size, 0) : new ByteRange(from, Math.min(to, size - 1) - from + 1);
    }

    private static boolean isNumber(String text) {
        return text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
