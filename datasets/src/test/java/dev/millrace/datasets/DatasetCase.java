package dev.millrace.datasets;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;

/** Data sets of small files in a folder of their own. */
abstract class DatasetCase {
    @TempDir
    Path folder;

    Path file(String name, String text) throws IOException {
        return file(name, text, StandardCharsets.UTF_8);
    }

    Path file(String name, String text, Charset charset) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            out.write(text.getBytes(charset));
        }
        return file;
    }

    void parquet(String name, String select) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (var connection = ParquetRows.connect();
                var statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO " + ParquetRows.literal(file.toString()) + " (FORMAT PARQUET)");
        }
    }

    static Dataset open(Path path) throws IOException {
        return Datasets.open(path, Optional.empty(), true);
    }

    static Map<String, Object> attributes(Dataset data, String item) {
        return data.items().attributes(data.items().ordinal(item));
    }

    static List<String> items(Dataset data, String user) {
        int ordinal = data.events().users().indexOf(user);
        return Arrays.stream(data.events().histories().of(ordinal).items())
                .mapToObj(data.items()::id)
                .toList();
    }
}
