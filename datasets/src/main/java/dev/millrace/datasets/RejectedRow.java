package dev.millrace.datasets;

import java.nio.file.Path;

/**
 * A row of a data file that was not taken over. Immutable.
 *
 * @param file the file
 * @param line the line it begins at, from 1; of a Parquet file the row, from 1
 * @param reason the kind of defect
 * @param detail the offending value and what was expected
 */
public record RejectedRow(Path file, long line, Reason reason, String detail) {
    /** Why a row is rejected. */
    public enum Reason {
        INVALID_UTF8("invalid UTF-8"),
        OPEN_QUOTE("unbalanced quote"),
        COLUMN_COUNT("wrong number of columns"),
        BAD_JSON("no JSON object"),
        EMPTY_USER("empty user id"),
        EMPTY_ITEM("empty item id"),
        BAD_ID("malformed id"),
        BAD_TYPE("malformed event type"),
        MISSING_TIME("missing timestamp"),
        BAD_TIME("unparsable timestamp"),
        ABSURD_TIME("absurd timestamp"),
        BAD_VALUE("unparsable value"),
        BAD_ATTRIBUTE("unparsable attribute"),
        REPEATED_ITEM("item listed twice"),
        CANCELLATION("cancellation"),
        BAD_QUANTITY("quantity not positive"),
        BAD_PRICE("price not positive"),
        NOT_A_PRODUCT("not a product code");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /** Returns the reason in words. */
        public String label() {
            return label;
        }
    }

    /** Returns {@code file:line: reason: detail}. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + reason.label() + (detail.isEmpty() ? "" : ": " + detail);
    }
}
