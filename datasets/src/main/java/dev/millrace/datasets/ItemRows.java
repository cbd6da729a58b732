package dev.millrace.datasets;

import dev.millrace.cascade.feature.Field;
import dev.millrace.datasets.RejectedRow.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads item rows: an id and any attributes. The types of the columns come from the first {@value #SAMPLE} rows, see
 * {@link AttributeTypes}; a row with a value that does not fit its column's type is rejected whole.
 */
final class ItemRows {
    private static final int SAMPLE = 10_000;

    private final Import target;
    private final Rows rows;
    private final int idColumn;
    private final ImportedAttributes known;
    private final List<Attribute> attributes = new ArrayList<>();
    private final Set<String> met = new HashSet<>();
    private final Set<Set<String>> listed = Collections.newSetFromMap(new IdentityHashMap<>());

    private record Attribute(int at, ItemColumn column, TimeParser times) {}

    private record Row(long line, List<String> fields) {}

    ItemRows(Import target, Rows rows, ImportedAttributes known) {
        this.target = target;
        this.rows = rows;
        this.known = known;
        this.idColumn = TableColumns.find(rows.header(), TableColumns.ITEM);
    }

    void read() throws IOException {
        if (idColumn < 0) {
            throw new DataException(rows.file() + ": no column itemId among " + TableColumns.listed(rows.header()));
        }
        TableColumns.requireOnce(rows.file(), rows.header(), idColumn);
        List<Row> sample = new ArrayList<>();
        while (sample.size() < SAMPLE) {
            Row row = next();
            if (row == null) {
                break;
            }
            sample.add(row);
        }
        declare(sample);
        sample.forEach(this::add);
        for (Row row = next(); row != null; row = next()) {
            add(row);
        }
    }

    private @Nullable Row next() throws IOException {
        if (!rows.next()) {
            return null;
        }
        String[] fields = new String[rows.header().size()];
        Arrays.setAll(fields, rows::field);
        return new Row(rows.line(), Arrays.asList(fields));
    }

    private void declare(List<Row> sample) {
        Map<Integer, Field> fields = AttributeTypes.infer(
                rows,
                idColumn,
                column -> sample.stream().map(row -> row.fields().get(column)).filter(text -> !text.isEmpty()),
                known);
        listed.add(met);
        List<String> described = new ArrayList<>();
        fields.forEach((column, field) -> {
            boolean stated = AttributeTypes.stated(rows.header().get(column));
            ImportedAttributes.Attribute attribute = known.of(field, rows.file(), stated, met);
            listed.add(attribute.listed());
            attributes.add(new Attribute(column, attribute.column(), TimeParser.of(rows, column)));
            described.add(described(field, FieldNames.plain(rows.header().get(column))));
        });
        target.log().note(rows.file() + ": attributes " + described);
        for (int column = 0; column < rows.header().size(); column++) {
            if (column != idColumn && !fields.containsKey(column)) {
                target.log().note(rows.file() + ": column " + (column + 1) + " has no name and is not used");
            }
        }
    }

    private static String described(Field field, String column) {
        String role = field.role() == Field.Role.NONE ? "" : " (" + AttributeTypes.lower(field.role()) + ")";
        String origin = column.equals(field.name()) ? "" : " from '" + column + "'";
        return field.name() + ":" + AttributeTypes.lower(field.type()) + role + origin;
    }

    private void add(Row row) {
        try {
            String id = Import.itemId(row.fields().get(idColumn));
            if (listed.stream().anyMatch(ids -> ids.contains(id))) {
                throw new RowException(Reason.REPEATED_ITEM, "'" + id + "'");
            }
            List<Runnable> setters = new ArrayList<>();
            for (Attribute attribute : attributes) {
                String text = row.fields().get(attribute.at());
                if (!text.isEmpty()) {
                    setters.add(setter(attribute, id, text));
                }
            }
            listed.forEach(ids -> ids.add(id));
            target.items().item(id);
            setters.forEach(Runnable::run);
            target.log().accept();
        } catch (RowException e) {
            target.log().reject(rows.file(), row.line(), e.reason(), e.detail());
        }
    }

    /** Parses a value; what it returns stores it, once the whole row is known to be good. */
    private Runnable setter(Attribute attribute, String id, String text) throws RowException {
        ItemTableBuilder items = target.items();
        return switch (attribute.column()) {
            case ItemColumn.Keywords column -> {
                List<String> keywords = KeywordList.split(text, rows.keywordSeparator(attribute.at()));
                yield () -> column.set(items.item(id), keywords);
            }
            case ItemColumn.Numbers column -> {
                double number = TableReader.number(text, Reason.BAD_ATTRIBUTE);
                yield () -> column.set(items.item(id), number);
            }
            case ItemColumn.Texts column -> {
                String joined = text.replace(Rows.BETWEEN, ' ');
                yield () -> column.set(items.item(id), joined);
            }
            case ItemColumn.Instants column -> {
                long millis = attribute.times().parse(text);
                yield () -> column.set(items.item(id), millis);
            }
        };
    }
}
