package dev.millrace.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Opens a file of rows by how it begins: Parquet, JSON lines, else CSV. Stateless and thread-safe. */
final class TableFile {
    private static final int PROBED = 64;

    private TableFile() {}

    /** Returns the way a table lies in a file. */
    static Format format(Path file) throws IOException {
        if (ParquetRows.is(file)) {
            return Format.PARQUET;
        }
        try (InputStream in = Lines.content(file)) {
            return JsonRows.begins(new String(in.readNBytes(PROBED), StandardCharsets.UTF_8))
                    ? Format.JSON
                    : Format.CSV;
        }
    }

    static Rows open(Path file, ImportLog log) throws IOException {
        return switch (format(file)) {
            case PARQUET -> ParquetRows.open(file);
            case JSON -> JsonRows.open(file, log);
            default -> DelimitedRows.open(file, StandardCharsets.UTF_8, log);
        };
    }
}
