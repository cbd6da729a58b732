package dev.millrace.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads data sets from files and folders. Stateless and thread-safe. */
public final class Datasets {
    private Datasets() {}

    /**
     * Reads the data set at a path; see {@link #open(Path, Optional, boolean, Consumer)}.
     *
     * @param data a file or folder
     * @param format how to read it, or nothing to detect that
     * @param strict whether the first rejected row stops the import
     */
    public static Dataset open(Path data, Optional<Format> format, boolean strict) throws IOException {
        return open(data, format, strict, rejected -> {});
    }

    /**
     * Reads the data set at a path. Rows with a defect are left out and reported one by one.
     *
     * @param data a file or folder
     * @param format how to read it, or nothing to detect that
     * @param strict whether the first rejected row stops the import
     * @param rejections hears of every rejected row, in reading order
     * @throws DataException when there is no data set, more than one, one of another format, none of its rows is
     *     usable, or a row is rejected and {@code strict}
     */
    public static Dataset open(Path data, Optional<Format> format, boolean strict, Consumer<RejectedRow> rejections)
            throws IOException {
        Source source = SourceFinder.find(data, format);
        Import target = new Import(new ImportLog(strict, rejections));
        Unread.note(data, source, target.log());
        switch (source.format()) {
            case CSV, JSON, PARQUET -> new TableReader(target).read(source);
            case MOVIELENS -> new MovieLensReader(target).read(source);
            case ONLINE_RETAIL -> new RetailReader(target).read(source);
            case LIGHTGCN, SEQUENCES -> new ListReader(target).read(source);
            case SYNTHETIC -> throw new DataException("format: synthetic (expected: a format of files)");
        }
        return target.finish(source);
    }
}
