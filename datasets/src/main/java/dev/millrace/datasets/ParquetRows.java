package dev.millrace.datasets;

import dev.millrace.cascade.feature.Field;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Rows of a Parquet file, every value as text: times as epoch milliseconds, whole numbers without a fraction, lists
 * joined with U+001F. NaN is a missing value.
 */
final class ParquetRows implements Rows {
    /** From here on a floating-point number does not tell a whole number from its neighbours. */
    private static final long EXACT = 1L << 53;

    private final Path file;
    private final Connection connection;
    private final Statement statement;
    private final ResultSet rows;
    private final List<Described> columns;
    private final List<String> header;
    private long row;
    private final String[] fields;

    private ParquetRows(
            Path file, Connection connection, Statement statement, ResultSet rows, List<Described> columns) {
        this.file = file;
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
        this.columns = columns;
        this.header = columns.stream().map(Described::name).toList();
        this.fields = new String[header.size()];
    }

    /** Returns whether bytes are the beginning of a Parquet file. */
    static boolean begins(byte[] bytes) {
        return bytes.length >= 4 && bytes[0] == 'P' && bytes[1] == 'A' && bytes[2] == 'R' && bytes[3] == '1';
    }

    /** Returns whether a file is Parquet. */
    static boolean is(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return begins(in.readNBytes(4));
        }
    }

    /** Returns the names of the columns of a Parquet file. */
    static List<String> columns(Path file) {
        try (Connection connection = connect()) {
            return describe(connection, file).stream().map(Described::name).toList();
        } catch (SQLException e) {
            throw damaged(file, e);
        }
    }

    /** Opens a file; its rows are read while they are asked for. */
    static ParquetRows open(Path file) {
        try {
            Connection connection = connect();
            try {
                List<Described> columns = describe(connection, file);
                List<String> select = columns.stream().map(Described::text).toList();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + String.join(", ", select) + " FROM " + table(file));
                return new ParquetRows(file, connection, statement, rows, columns);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw damaged(file, e);
        }
    }

    private record Described(String name, String type) {
        boolean list() {
            return type.endsWith("[]");
        }

        Optional<Field.Type> fieldType() {
            if (list()) {
                return Optional.of(Field.Type.KEYWORD);
            }
            if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
                return Optional.of(Field.Type.INSTANT);
            }
            return type.matches("(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)")
                    ? Optional.of(Field.Type.NUMBER)
                    : Optional.empty();
        }

        String text() {
            String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
            if (list()) {
                return "array_to_string(" + quoted + ", chr(31))";
            }
            if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
                return "CAST(epoch_ms(CAST(" + quoted + " AS TIMESTAMP)) AS VARCHAR)";
            }
            String text = "CAST(" + quoted + " AS VARCHAR)";
            return type.equals("FLOAT") || type.equals("DOUBLE") ? floating(quoted, text) : text;
        }

        /** Writes whole numbers as such: a table turns its column of ids to floating point when one is missing. */
        private static String floating(String quoted, String text) {
            return "CASE WHEN isnan(" + quoted + ") THEN NULL WHEN " + quoted + " = trunc(" + quoted + ") AND abs("
                    + quoted + ") < " + EXACT + " THEN CAST(CAST(" + quoted + " AS BIGINT) AS VARCHAR) ELSE " + text
                    + " END";
        }
    }

    /** Connects to a database in memory whose times are in UTC, whatever the zone of the machine. */
    static Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        properties.setProperty("threads", "1");
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static String table(Path file) {
        return "read_parquet(" + literal(file.toAbsolutePath().toString()) + ", hive_partitioning = false)";
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static List<Described> describe(Connection connection, Path file) throws SQLException {
        List<Described> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + table(file))) {
            while (described.next()) {
                columns.add(new Described(described.getString(1), described.getString(2)));
            }
        }
        return columns;
    }

    private static DataException damaged(Path file, SQLException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new DataException(file + ": damaged Parquet: " + message, e);
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public List<String> header() {
        return header;
    }

    @Override
    public boolean next() {
        try {
            if (!rows.next()) {
                return false;
            }
            row++;
            for (int i = 0; i < fields.length; i++) {
                String text = rows.getString(i + 1);
                fields[i] = text == null ? "" : text.strip();
            }
            return true;
        } catch (SQLException e) {
            throw damaged(file, e);
        }
    }

    @Override
    public long line() {
        return row;
    }

    @Override
    public String field(int column) {
        return fields[column];
    }

    @Override
    public Optional<Field.Type> declaredType(int column) {
        return columns.get(column).fieldType();
    }

    @Override
    public char keywordSeparator(int column) {
        return columns.get(column).list() ? BETWEEN : '|';
    }

    @Override
    public void close() throws IOException {
        try (connection;
                statement;
                rows) {
            row = 0;
        } catch (SQLException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
