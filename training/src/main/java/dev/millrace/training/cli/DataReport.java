package dev.millrace.training.cli;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.EventLog;
import dev.millrace.datasets.ImportReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints what is known of a data set and of its import, a line each. Stateless. */
final class DataReport {
    private DataReport() {}

    static void print(Dataset data, PrintWriter out) {
        ImportReport report = data.report();
        line(out, "data set", data.name() + " (" + data.format() + ")");
        report.files().forEach(file -> line(out, "file", file));
        line(
                out,
                "rows",
                report.rows() + " read, " + report.accepted() + " accepted, " + report.rejected() + " rejected");
        report.rejectedByLabel().forEach((reason, count) -> line(out, "rejected", count + " " + reason));
        EventLog events = data.events();
        line(out, "events", events.size() + types(data));
        data.givenTest().ifPresent(test -> line(out, "test events", Integer.toString(test.size())));
        line(out, "users", Integer.toString(events.users().size()));
        items(data, out);
        line(out, "duplicates", report.duplicates() + " events equal an earlier one in user, item, type and time");
        line(
                out,
                "times",
                report.timeRange()
                        .map(range -> range.from() + " to " + range.to() + " ("
                                + range.length().toDays() + " days)")
                        .orElse("not known, the order is that of the file"));
        if (report.gaps().isEmpty()) {
            line(out, "gaps", "none");
        }
        report.gaps()
                .forEach(gap -> line(
                        out,
                        "gap",
                        gap.from() + " to " + gap.to() + " (" + gap.length().toHours() + " h)"));
        report.notes().forEach(note -> line(out, "note", note));
        out.flush();
    }

    private static void line(PrintWriter out, String name, String text) {
        out.printf(Locale.ROOT, "%-12s %s%n", name, text);
    }

    private static String types(Dataset data) {
        EventLog events = data.events();
        long[] counts = new long[data.items().schema().eventTypes().size()];
        IntStream.range(0, events.size()).forEach(i -> counts[events.type(i)]++);
        return IntStream.range(0, counts.length)
                .mapToObj(type -> data.items().schema().eventTypes().get(type).name() + " " + counts[type])
                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static void items(Dataset data, PrintWriter out) {
        ItemTable items = data.items();
        boolean[] met = new boolean[items.size()];
        IntStream.range(0, data.events().size()).forEach(i -> met[data.events().item(i)] = true);
        long without = IntStream.range(0, met.length).filter(item -> !met[item]).count();
        line(out, "items", items.size() + " (" + without + " without events)");
        List<Field> fields = items.schema().fields();
        for (int i = 0; i < fields.size(); i++) {
            Column column = items.columns().get(i);
            long has = IntStream.range(0, items.size()).filter(column::has).count();
            Field field = fields.get(i);
            String role = field.role() == Field.Role.NONE ? "" : ", role " + lower(field.role());
            line(out, "attribute", field.name() + ": " + lower(field.type()) + role + ", " + has + " items have it");
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
