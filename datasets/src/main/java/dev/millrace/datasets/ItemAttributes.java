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
final class ItemAttributes {
    private final ItemTableBuilder items;
    private final FieldNames names = new FieldNames();
    private final Map<String, Attribute> byName = new HashMap<>();

    /**
     * An attribute.
     *
     * @param file the first file that has it
     * @param column its values
     * @param listed the ids of the items listed in files that have it
     */
    record Attribute(Path file, ItemColumn column, Set<String> listed) {}

    ItemAttributes(ItemTableBuilder items) {
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

    /** Returns the attribute of a field, a new one where no file had it yet. */
    Attribute of(Field field, Path file, Set<String> listed) {
        return byName.computeIfAbsent(
                field.name(), unknown -> new Attribute(file, items.add(ItemColumn.of(field)), listed));
    }
}
