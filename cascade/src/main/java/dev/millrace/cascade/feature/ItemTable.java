package dev.millrace.cascade.feature;

import dev.millrace.cascade.release.PackedStrings;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The items of a release: external ids and one column for every field of the schema, by ordinal. Immutable and
 * thread-safe.
 */
public final class ItemTable {
    private final Schema schema;
    private final ItemIds ids;
    private final List<Column> columns;

    /**
     * Creates the table; item {@code ids.get(i)} has ordinal {@code i}.
     *
     * @param columns one for each field of the schema, in its order, of the field's type
     */
    public ItemTable(Schema schema, List<String> ids, List<Column> columns) {
        this(schema, new HashedIds(PackedStrings.copyOf(ids)), columns);
    }

    /**
     * Creates the table over ids that are kept elsewhere.
     *
     * @param columns one for each field of the schema, in its order, of the field's type
     */
    public ItemTable(Schema schema, ItemIds ids, List<Column> columns) {
        this.schema = schema;
        this.ids = ids;
        this.columns = List.copyOf(columns);
        if (columns.size() != schema.fields().size()) {
            throw new IllegalArgumentException("columns: " + columns.size() + " (expected: "
                    + schema.fields().size() + ")");
        }
        for (int i = 0; i < columns.size(); i++) {
            checkColumn(schema.fields().get(i), columns.get(i));
        }
    }

    private void checkColumn(Field field, Column column) {
        boolean fits = switch (field.type()) {
            case KEYWORD -> column instanceof Column.Keywords;
            case NUMBER -> column instanceof Column.Numbers;
            case TEXT -> column instanceof Column.Texts;
            case INSTANT -> column instanceof Column.Instants;
        };
        if (!fits) {
            throw new IllegalArgumentException("column " + field.name() + ": "
                    + column.getClass().getSimpleName() + " (expected: " + field.type() + ")");
        }
        if (column.size() != ids.size()) {
            throw new IllegalArgumentException(
                    "column " + field.name() + ": " + column.size() + " values (expected: " + ids.size() + ")");
        }
    }

    /** Returns the schema the columns follow. */
    public Schema schema() {
        return schema;
    }

    /** Returns the number of items. */
    public int size() {
        return ids.size();
    }

    /** Returns the external id of an item. */
    public String id(int item) {
        return ids.id(item);
    }

    /** Returns all external ids by ordinal; a view. */
    public List<String> ids() {
        return new AbstractList<>() {
            @Override
            public int size() {
                return ids.size();
            }

            @Override
            public String get(int item) {
                return ids.id(item);
            }
        };
    }

    /** Returns the ordinal of an external id, or -1 when this release does not have it. */
    public int ordinal(String id) {
        return ids.ordinal(id);
    }

    /** Returns the column of a field, or nothing when the schema does not declare it. */
    public Optional<Column> column(String field) {
        for (int i = 0; i < columns.size(); i++) {
            if (schema.fields().get(i).name().equals(field)) {
                return Optional.of(columns.get(i));
            }
        }
        return Optional.empty();
    }

    /** Returns the columns in the order of the schema's fields. */
    public List<Column> columns() {
        return columns;
    }

    /** Returns the keywords of the field of that role, or nothing when the schema has none. */
    public Optional<Column.Keywords> keywords(Field.Role role) {
        return column(role, Column.Keywords.class);
    }

    /** Returns the numbers of the field of that role, or nothing when the schema has none. */
    public Optional<Column.Numbers> numbers(Field.Role role) {
        return column(role, Column.Numbers.class);
    }

    /** Returns the texts of the field of that role, or nothing when the schema has none. */
    public Optional<Column.Texts> texts(Field.Role role) {
        return column(role, Column.Texts.class);
    }

    /** Returns the instants of the field of that role, or nothing when the schema has none. */
    public Optional<Column.Instants> instants(Field.Role role) {
        return column(role, Column.Instants.class);
    }

    private <C extends Column> Optional<C> column(Field.Role role, Class<C> type) {
        for (int i = 0; i < columns.size(); i++) {
            if (role != Field.Role.NONE && schema.fields().get(i).role() == role) {
                return Optional.of(type.cast(columns.get(i)));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the attributes an item has, by field name in schema order: a {@code List<String>}, {@code Double},
     * {@code String} or {@code Long} (milliseconds since 1970-01-01T00:00Z) each. Missing ones are left out.
     */
    public Map<String, Object> attributes(int item) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.has(item)) {
                attributes.put(schema.fields().get(i).name(), value(column, item));
            }
        }
        return attributes;
    }

    private static Object value(Column column, int item) {
        if (column instanceof Column.Keywords keywords) {
            return new ArrayList<>(keywords.values(item));
        }
        if (column instanceof Column.Numbers numbers) {
            return numbers.value(item);
        }
        if (column instanceof Column.Texts texts) {
            return texts.value(item);
        }
        return ((Column.Instants) column).value(item);
    }
}
