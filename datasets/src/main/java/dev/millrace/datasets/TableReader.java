package dev.millrace.datasets;

import dev.millrace.cascade.feature.History;
import dev.millrace.datasets.RejectedRow.Reason;
import java.io.IOException;
import java.nio.file.Path;

/** Reads the documented columns of events and items from CSV, JSON lines or Parquet. */
final class TableReader {
    private final Import target;

    TableReader(Import target) {
        this.target = target;
    }

    void read(Source source) throws IOException {
        ImportedAttributes attributes = new ImportedAttributes(target.items());
        for (Path file : source.items()) {
            target.log().file(file, "items");
            try (Rows rows = TableFile.open(file, target.log())) {
                new ItemRows(target, rows, attributes).read();
            }
        }
        for (Path file : source.events()) {
            target.log().file(file, "events");
            try (Rows rows = TableFile.open(file, target.log())) {
                readEvents(rows, target.events());
            }
        }
        if (source.test().isPresent()) {
            target.log().file(source.test().get(), "test events");
            try (Rows rows = TableFile.open(source.test().get(), target.log())) {
                readEvents(rows, target.test());
            }
        }
    }

    private void readEvents(Rows rows, EventLogBuilder events) throws IOException {
        TableColumns columns = TableColumns.of(rows.file(), rows.header());
        target.log().note(rows.file() + ": " + columns.described(rows.header()));
        checkTimed(rows, columns, events);
        TimeParser times = TimeParser.of(rows, columns.time());
        while (rows.next()) {
            try {
                add(rows, columns, times, events);
                target.log().accept();
            } catch (RowException e) {
                target.log().reject(rows.file(), rows.line(), e.reason(), e.detail());
            }
        }
        if (columns.time() >= 0 && times.unit() != null) {
            target.log()
                    .note(rows.file() + ": " + rows.header().get(columns.time()) + " is "
                            + times.unit().label());
        }
    }

    private static void checkTimed(Rows rows, TableColumns columns, EventLogBuilder events) {
        if (events.size() > 0 && events.timed() != columns.time() >= 0) {
            throw new DataException(rows.file() + ": "
                    + (events.timed()
                            ? "no column timestamp among " + TableColumns.listed(rows.header())
                                    + " (expected: one, as in the files before)"
                            : "column '" + rows.header().get(columns.time())
                                    + "' (expected: none, as in the files before)"));
        }
    }

    private void add(Rows rows, TableColumns columns, TimeParser times, EventLogBuilder events) throws RowException {
        String user = Import.userId(rows.field(columns.user()));
        String item = Import.itemId(rows.field(columns.item()));
        long time = columns.time() < 0 ? History.NO_TIME : times.parse(rows.field(columns.time()));
        float value = columns.value() < 0 ? Float.NaN : value(rows.field(columns.value()));
        int type = target.types().code(columns.type() < 0 ? "interaction" : rows.field(columns.type()));
        events.add(events.user(user), target.items().item(item), type, time, value);
    }

    /** Returns the number in a text, NaN for an empty one. */
    static float value(String text) throws RowException {
        if (text.isEmpty()) {
            return Float.NaN;
        }
        number(text, Reason.BAD_VALUE);
        float value = Float.parseFloat(text);
        if (Float.isInfinite(value)) {
            throw new RowException(Reason.BAD_VALUE, text + " (expected: at most " + Float.MAX_VALUE + ")");
        }
        return value;
    }

    /** Returns the finite number in a text. */
    static double number(String text, Reason reason) throws RowException {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number) && Character.isDigit(text.charAt(text.length() - 1))) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new RowException(reason, "'" + text + "' (expected: a number)");
        }
        throw new RowException(reason, "'" + text + "' (expected: a finite number)");
    }
}
