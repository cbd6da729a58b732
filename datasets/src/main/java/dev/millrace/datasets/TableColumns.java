package dev.millrace.datasets;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where the columns of events stand in a header. Immutable; -1 for a column that is not there.
 *
 * @param user who
 * @param item with what
 * @param type what kind of event
 * @param time when
 * @param value a rating, quantity or the like
 */
record TableColumns(int user, int item, int type, int time, int value) {
    static final List<String> USER = List.of("userid", "user", "customerid", "visitorid", "uid", "memberid");
    static final List<String> ITEM = List.of(
            "itemid", "item", "productid", "movieid", "articleid", "sku", "asin", "parentasin", "stockcode", "id");
    private static final List<String> TYPE = List.of("type", "eventtype", "event", "action", "behavior", "behaviour");
    private static final List<String> TIME =
            List.of("timestamp", "time", "ts", "eventtime", "datetime", "createdat", "date", "unixtime");
    private static final List<String> VALUE = List.of("value", "rating", "score", "quantity", "amount", "weight");

    static TableColumns of(List<String> header) {
        return new TableColumns(
                find(header, USER), find(header, ITEM), find(header, TYPE), find(header, TIME), find(header, VALUE));
    }

    /** Returns a name without case, separators and a declared type: {@code user_id} and {@code userId} are one. */
    static String plain(String name) {
        int colon = name.indexOf(':');
        return (colon < 0 ? name : name.substring(0, colon))
                .strip()
                .toLowerCase(Locale.ROOT)
                .replace("_", "")
                .replace("-", "")
                .replace(" ", "");
    }

    /** Returns the column with the first of the names that is there, or -1. */
    static int find(List<String> header, List<String> names) {
        for (String name : names) {
            for (int column = 0; column < header.size(); column++) {
                if (plain(header.get(column)).equals(name)) {
                    return column;
                }
            }
        }
        return -1;
    }

    /**
     * Returns where the named columns stand.
     *
     * @throws DataException when one is not there
     */
    static int[] require(Path file, List<String> header, List<String> names) {
        int[] at = names.stream().mapToInt(name -> find(header, List.of(name))).toArray();
        for (int i = 0; i < at.length; i++) {
            if (at[i] < 0) {
                throw new DataException(file + ": no column " + names.get(i) + " among " + header);
            }
        }
        return at;
    }
}
