package dev.millrace.datasets;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of the fields that columns become, over all item files of an import. A column whose name can be a field's
 * keeps it. In any other, what a field name cannot hold becomes {@code _}; where the name is taken by then, it is
 * numbered in the order of the columns: of {@code a-b} and {@code a b}, the second is {@code a_b_2}. One thread at a
 * time.
 */
final class FieldNames {
    private static final int LONGEST = 64;

    private final Map<String, String> byColumn = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /** Returns the name of a column without the type it may state. */
    static String plain(String header) {
        int colon = header.indexOf(':');
        return (colon < 0 ? header : header.substring(0, colon)).strip();
    }

    /** Returns whether a column has no name; pandas calls such {@code Unnamed: 0}. */
    private static boolean unnamed(String header) {
        return header.isEmpty() || header.matches("Unnamed: \\d+");
    }

    /**
     * Returns the field names by column, in order, without the id column and columns that have no name.
     *
     * @throws DataException when a column cannot name a field, or two have one name
     */
    Map<Integer, String> of(Path file, List<String> header, int idColumn) {
        Map<Integer, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            String column = plain(header.get(i));
            if (i == idColumn || unnamed(header.get(i))) {
                continue;
            }
            if (columns.containsValue(column)) {
                throw new DataException(file + ": column '" + column + "': there twice");
            }
            columns.put(i, column);
            if (column.equals(cleaned(column)) && !byColumn.containsKey(column) && taken.add(column)) {
                byColumn.put(column, column);
            }
        }
        Map<Integer, String> names = new LinkedHashMap<>();
        columns.forEach((i, column) -> {
            String name = byColumn.computeIfAbsent(column, this::numbered);
            if (column.isEmpty() || name.length() > LONGEST) {
                throw new DataException(file + ": column '" + header.get(i) + "' (expected: a name of 1 to " + LONGEST
                        + " characters)");
            }
            names.put(i, name);
        });
        return names;
    }

    private String numbered(String column) {
        String name = cleaned(column);
        for (int number = 2; !taken.add(name); number++) {
            name = cleaned(column) + "_" + number;
        }
        return name;
    }

    private static String cleaned(String column) {
        String name = column.replaceAll("[^A-Za-z0-9_]", "_");
        return name.matches("[A-Za-z].*") ? name : "f_" + name;
    }
}
