package dev.millrace.datasets;

import dev.millrace.cascade.feature.Field;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a table file, one at a time. Rows that are no rows at all (wrong number of columns, invalid UTF-8) go to
 * the import log and are not shown. One thread at a time; whoever opens it closes it.
 */
interface Rows extends Closeable {
    /** Stands between the elements of a list in a file that has lists. */
    char BETWEEN = '\u001f';

    /** Returns the file. */
    Path file();

    /** Returns the names of the columns. */
    List<String> header();

    /** Moves to the next row; returns false at the end. */
    boolean next() throws IOException;

    /** Returns the line the current row begins at, from 1. */
    long line();

    /** Returns the value of a column in the current row without space around it, empty where it is missing. */
    String field(int column);

    /** Returns the type the file itself gives a column, or nothing where it does not say. */
    default Optional<Field.Type> declaredType(int column) {
        return Optional.empty();
    }

    /** Returns the character that stands between the keywords of a column's values. */
    default char keywordSeparator(int column) {
        return '|';
    }
}
