package dev.millrace.datasets;

import dev.millrace.cascade.feature.Field;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of all item files of an import. Files with columns in common are parts of one table, in which an item
 * is listed once; a file with columns of its own says more of items listed elsewhere. One thread at a time.
 */
final class ImportedAttributes {
    private final ItemTableBuilder items;
    private final FieldNames names = new FieldNames();
    private final Map<String, Attribute> byName = new HashMap<>();

    /**
     * An attribute.
     *
     * @param file the first file that has it, of those the first that says what it is
     * @param column its values
     * @param stated whether a header states its type
     * @param listed the ids of the items listed in files that have it
     */
    record Attribute(Path file, ItemColumn column, boolean stated, Set<String> listed) {
        /** Returns whether its type is a guess yet: no header and no value says it. */
        boolean open() {
            return !stated && column.isEmpty();
        }
    }

    ImportedAttributes(ItemTableBuilder items) {
        this.items = items;
    }

    FieldNames names() {
        return names;
    }

    /** Returns the attribute of that name, or null where no file had it yet. */
    @Nullable
    Attribute known(String name) {
        return byName.get(name);
    }

    /** Returns the roles that the attributes have. */
    Set<Field.Role> roles() {
        Set<Field.Role> roles = EnumSet.noneOf(Field.Role.class);
        byName.values()
                .forEach(attribute -> roles.add(attribute.column().field().role()));
        return roles;
    }

    /** Returns the attribute of a field, a new one where no file had it yet, or none that says what it is. */
    Attribute of(Field field, Path file, boolean stated, Set<String> listed) {
        Attribute before = byName.get(field.name());
        if (before != null && !before.open()) {
            return before;
        }
        ItemColumn column = ItemColumn.of(field);
        Attribute attribute;
        if (before == null) {
            attribute = new Attribute(file, items.add(column), stated, listed);
        } else {
            items.replace(before.column(), column);
            attribute = new Attribute(file, column, stated, before.listed());
        }
        byName.put(field.name(), attribute);
        return attribute;
    }
}
