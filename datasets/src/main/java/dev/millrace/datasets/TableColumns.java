package dev.millrace.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

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
    static final List<String> USER = List.of(
            "userid",
            "user",
            "customerid",
            "visitorid",
            "uid",
            "memberid",
            "reviewerid",
            "householdkey",
            "sessionid",
            "session");
    static final List<String> ITEM = List.of(
            "itemid",
            "item",
            "productid",
            "movieid",
            "articleid",
            "videoid",
            "bookid",
            "trackid",
            "songid",
            "artistid",
            "businessid",
            "venueid",
            "newsid",
            "gameid",
            "wineid",
            "recipeid",
            "sku",
            "parentasin",
            "asin",
            "isbn",
            "stockcode",
            "id");
    private static final List<String> TYPE =
            List.of("type", "eventtype", "event", "action", "actiontype", "behavior", "behaviour", "behaviortype");
    private static final List<String> TIME = List.of(
            "timestamp",
            "time",
            "ts",
            "timems",
            "eventtime",
            "datetime",
            "createdat",
            "unixtime",
            "unixreviewtime",
            "date",
            "eventdate",
            "orderdate",
            "transactiondate",
            "transactiondt",
            "tdat",
            "utctimestamp",
            "reviewtime",
            "dateadded");
    private static final List<String> VALUE =
            List.of("value", "rating", "score", "stars", "overall", "bookrating", "quantity", "amount", "weight");
    private static final int NAMED = 20;

    /**
     * Returns where the columns of events stand.
     *
     * @throws DataException when users or items have no column, or one of the columns is there twice
     */
    static TableColumns of(Path file, List<String> header) {
        TableColumns columns = new TableColumns(
                find(header, USER), find(header, ITEM), find(header, TYPE), find(header, TIME), find(header, VALUE));
        if (columns.user < 0 || columns.item < 0) {
            throw new DataException(file + ": no column " + (columns.user < 0 ? "userId" : "itemId") + " among "
                    + listed(header) + " (" + Unread.EXPECTED + ")");
        }
        columns.all().forEach(column -> requireOnce(file, header, column));
        return columns;
    }

    /** Throws {@link DataException} when a column that is there has the name of another. */
    static void requireOnce(Path file, List<String> header, int column) {
        if (column >= 0
                && header.stream()
                                .filter(name -> plain(name).equals(plain(header.get(column))))
                                .count()
                        > 1) {
            throw new DataException(file + ": column '" + header.get(column) + "': there twice");
        }
    }

    private List<Integer> all() {
        return List.of(user, item, type, time, value);
    }

    /** Says which columns of a header are taken for what, and which are not read. */
    String described(List<String> header) {
        List<String> roles = List.of("userId", "itemId", "type", "timestamp", "value");
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < roles.size(); i++) {
            int column = all().get(i);
            taken.add(column < 0 ? "no " + roles.get(i) : roles.get(i) + " is '" + header.get(column) + "'");
        }
        List<String> others = IntStream.range(0, header.size())
                .filter(column -> !all().contains(column))
                .mapToObj(header::get)
                .toList();
        return String.join(", ", taken)
                + (value < 0 ? "" : " (kept, not learned from)")
                + (others.isEmpty() ? "" : "; columns not read: " + listed(others));
    }

    /** Returns names of columns as messages list them: of many, the first. */
    static String listed(List<String> names) {
        return names.size() <= NAMED
                ? names.toString()
                : names.subList(0, NAMED) + " and " + (names.size() - NAMED) + " more";
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
                throw new DataException(file + ": no column " + names.get(i) + " among " + listed(header));
            }
        }
        return at;
    }
}
