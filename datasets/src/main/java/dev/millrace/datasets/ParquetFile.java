package dev.millrace.datasets;

import dev.millrace.cascade.feature.Field;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Writes a table as Parquet: ids and texts as strings, keywords as lists, instants as timestamps in UTC. */
final class ParquetFile {
    private ParquetFile() {}

    static void write(Path file, DatasetWriter.Table table) throws IOException {
        try (Connection connection = ParquetRows.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (" + columns(table, ParquetFile::declared) + ")");
            append(connection, table);
            statement.execute("COPY (SELECT " + columns(table, ParquetFile::selected) + " FROM t) TO "
                    + ParquetRows.literal(file.toAbsolutePath().toString()) + " (FORMAT PARQUET, COMPRESSION ZSTD)");
        } catch (SQLException e) {
            throw new IOException(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
    }

    private interface Phrase {
        String of(DatasetWriter.Header column);
    }

    private static String columns(DatasetWriter.Table table, Phrase phrase) {
        return table.columns().stream().map(phrase::of).collect(Collectors.joining(", "));
    }

    private static String declared(DatasetWriter.Header column) {
        Optional<Field.Type> type = column.type();
        String sql = type.isEmpty()
                ? "VARCHAR"
                : switch (type.get()) {
                    case KEYWORD, TEXT -> "VARCHAR";
                    case NUMBER -> column.name().equals("value") ? "FLOAT" : "DOUBLE";
                    case INSTANT -> "TIMESTAMP";
                };
        return quoted(column.name()) + " " + sql;
    }

    /** A text says in its name that it is one, as in CSV; every other type is seen in the column's own. */
    private static String selected(DatasetWriter.Header column) {
        String name = quoted(column.name());
        if (column.type().equals(Optional.of(Field.Type.KEYWORD))) {
            return "string_split(" + name + ", chr(31)) AS " + name;
        }
        return column.type().equals(Optional.of(Field.Type.TEXT)) ? name + " AS " + quoted(column.csvName()) : name;
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    private static void append(Connection connection, DatasetWriter.Table table) throws SQLException {
        try (DuckDBAppender appender =
                connection.unwrap(DuckDBConnection.class).createAppender(DuckDBConnection.DEFAULT_SCHEMA, "t")) {
            for (int row = 0; row < table.size(); row++) {
                appender.beginRow();
                for (DatasetWriter.Header column : table.columns()) {
                    append(appender, column.values().at(row));
                }
                appender.endRow();
            }
        }
    }

    private static void append(DuckDBAppender appender, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> appender.appendNull();
            case Float number -> appender.append(number.floatValue());
            case Double number -> appender.append(number.doubleValue());
            case Instant instant -> appender.append(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
            case List<?> keywords ->
                appender.append(keywords.stream().map(String::valueOf).collect(Collectors.joining("\u001f")));
            default -> appender.append(value.toString());
        }
    }
}
