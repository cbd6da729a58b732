package dev.millrace.datasets;

import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives items their ordinals, in the order they are met, and collects their attributes. One thread at a time. */
final class ItemTableBuilder {
    private final List<String> ids = new ArrayList<>();
    private final Map<String, Integer> ordinals = new HashMap<>();
    private final List<ItemColumn> columns = new ArrayList<>();

    /** Returns the ordinal of an item, a new one where it was not met before. */
    int item(String id) {
        Integer known = ordinals.putIfAbsent(id, ids.size());
        if (known != null) {
            return known;
        }
        ids.add(id);
        return ids.size() - 1;
    }

    /** Returns whether the item was met. */
    boolean knows(String id) {
        return ordinals.containsKey(id);
    }

    int size() {
        return ids.size();
    }

    /** Adds a column for a field and returns it. */
    <C extends ItemColumn> C add(C column) {
        columns.add(column);
        return column;
    }

    /** Puts a column in the place of one that has no values. */
    void replace(ItemColumn empty, ItemColumn column) {
        columns.set(columns.indexOf(empty), column);
    }

    ItemColumn.Keywords keywords(String name, Field.Role role) {
        return add(new ItemColumn.Keywords(new Field(name, Field.Type.KEYWORD, role)));
    }

    ItemColumn.Numbers numbers(String name, Field.Role role) {
        return add(new ItemColumn.Numbers(new Field(name, Field.Type.NUMBER, role)));
    }

    ItemColumn.Texts texts(String name, Field.Role role) {
        return add(new ItemColumn.Texts(new Field(name, Field.Type.TEXT, role)));
    }

    ItemColumn.Instants instants(String name, Field.Role role) {
        return add(new ItemColumn.Instants(new Field(name, Field.Type.INSTANT, role)));
    }

    ItemTable build(List<EventType> eventTypes) {
        Schema schema = new Schema(columns.stream().map(ItemColumn::field).toList(), eventTypes);
        return new ItemTable(
                schema,
                ids,
                columns.stream().map(column -> column.build(ids.size())).toList());
    }
}
