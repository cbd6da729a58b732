package dev.millrace.datasets;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.file.FileWriteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a data set in the documented columns, as {@code events}, {@code items} and, where there is a given test part,
 * {@code test}, each {@code .csv} or {@code .parquet}. Stateless and thread-safe.
 *
 * <p>What is written reads back the same, but for two things these columns cannot say: users without events, and the
 * items' order where events name items the table does not list.
 */
public final class DatasetWriter {
    private DatasetWriter() {}

    /**
     * Writes a data set into a folder, which is created when missing. Files appear whole or not at all.
     *
     * @param format CSV or Parquet
     * @throws DataException when the format is another, or one of the files is there already
     * @throws FileWriteException naming the file that cannot be written
     */
    public static void write(Dataset data, Path folder, Format format) throws IOException {
        if (format != Format.CSV && format != Format.PARQUET) {
            throw new DataException("format to write: " + format + " (expected: csv or parquet)");
        }
        Files.createDirectories(folder);
        List<EventType> types = data.items().schema().eventTypes();
        write(folder, "items", format, items(data.items()));
        write(folder, "events", format, events(data.events(), data.items(), types));
        if (data.givenTest().isPresent()) {
            write(folder, "test", format, events(data.givenTest().get(), data.items(), types));
        }
    }

    private static void write(Path folder, String name, Format format, Table table) throws IOException {
        Path file = folder.resolve(name + "." + format.label());
        if (Files.exists(file)) {
            throw new DataException(file + ": is there already (expected: a new folder)");
        }
        Path temporary = folder.resolve(".tmp-" + name + "." + format.label());
        Files.deleteIfExists(temporary);
        try {
            if (format == Format.CSV) {
                writeCsv(temporary, table);
            } else {
                ParquetFile.write(temporary, table);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (UncheckedIOException e) {
            throw new FileWriteException(file, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw new FileWriteException(file, e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** A table to write, by column. Values are String, Double, Float, Instant or List of String, null where missing. */
    record Table(List<Header> columns, int size) {}

    /** Returns a value of a column. */
    interface Values {
        @Nullable
        Object at(int row);
    }

    /**
     * A column to write. Immutable.
     *
     * @param name its name
     * @param type what its values are, or nothing for an id
     * @param csvName its name in CSV, where the type is not seen otherwise
     * @param values the values by row
     */
    record Header(String name, Optional<Field.Type> type, String csvName, Values values) {}

    private static Table events(EventLog log, ItemTable items, List<EventType> types) {
        List<Header> columns = new ArrayList<>();
        columns.add(text("userId", row -> log.users().get(log.user(row))));
        columns.add(text("itemId", row -> items.id(log.item(row))));
        columns.add(text("type", row -> types.get(log.type(row)).name()));
        if (log.timed()) {
            columns.add(typed("timestamp", Field.Type.INSTANT, row -> Instant.ofEpochMilli(log.timestamp(row))));
        }
        boolean valued = false;
        for (int i = 0; i < log.size() && !valued; i++) {
            valued = !Float.isNaN(log.value(i));
        }
        if (valued) {
            columns.add(typed(
                    "value", Field.Type.NUMBER, row -> Float.isNaN(log.value(row)) ? null : (Object) log.value(row)));
        }
        return new Table(columns, log.size());
    }

    private static Header text(String name, Values values) {
        return new Header(name, Optional.empty(), name, values);
    }

    private static Header typed(String name, Field.Type type, Values values) {
        return new Header(name, Optional.of(type), name, values);
    }

    private static Table items(ItemTable items) {
        List<Header> columns = new ArrayList<>();
        columns.add(text("itemId", items::id));
        for (int i = 0; i < items.columns().size(); i++) {
            Field field = items.schema().fields().get(i);
            Column column = items.columns().get(i);
            columns.add(new Header(
                    field.name(),
                    Optional.of(field.type()),
                    field.name() + ":" + field.type().name().toLowerCase(java.util.Locale.ROOT),
                    values(column)));
        }
        return new Table(columns, items.size());
    }

    private static Values values(Column column) {
        return switch (column) {
            case Column.Keywords keywords -> row -> keywords.has(row) ? keywords.values(row) : null;
            case Column.Numbers numbers -> row -> numbers.has(row) ? (Object) numbers.value(row) : null;
            case Column.Texts texts -> row -> texts.has(row) ? texts.value(row) : null;
            case Column.Instants instants ->
                row -> instants.has(row) ? Instant.ofEpochMilli(instants.value(row)) : null;
        };
    }

    private static void writeCsv(Path file, Table table) throws IOException {
        try (CsvWriter writer = CsvWriter.builder().build(file)) {
            writer.writeRecord(table.columns().stream().map(Header::csvName).toList());
            List<String> row = new ArrayList<>();
            for (int i = 0; i < table.size(); i++) {
                row.clear();
                for (Header column : table.columns()) {
                    row.add(csv(column.values().at(i)));
                }
                writer.writeRecord(row);
            }
        }
    }

    private static String csv(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof List<?> keywords
                ? KeywordList.join(keywords.stream().map(String::valueOf).toList())
                : value.toString();
    }
}
