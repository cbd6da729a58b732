package dev.millrace.datasets;

import dev.millrace.cascade.feature.Field.Role;
import dev.millrace.datasets.RejectedRow.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the cleaned form of UCI Online Retail: one row a purchased product, and a table of products.
 *
 * <p>The number of purchases in the table is left out: it counts the future of every split.
 */
final class CleanRetail {
    private final Import target;

    CleanRetail(Import target) {
        this.target = target;
    }

    void readItems(Path file) throws IOException {
        ItemColumn.Texts title = target.items().texts("description", Role.TITLE);
        ItemColumn.Numbers price = target.items().numbers("price", Role.PRICE);
        ItemColumn.Instants created = target.items().instants("firstSold", Role.CREATED);
        TimeParser times = new TimeParser();
        each(file, List.of("itemid", "description", "medianprice", "firstsold"), (rows, at) -> {
            String id = Import.itemId(rows.field(at[0]));
            if (target.items().knows(id)) {
                throw new RowException(Reason.REPEATED_ITEM, "'" + id + "'");
            }
            double median = TableReader.number(rows.field(at[2]), Reason.BAD_ATTRIBUTE);
            long first = times.parse(rows.field(at[3]));
            int item = target.items().item(id);
            title.set(item, rows.field(at[1]));
            price.set(item, median);
            created.set(item, first);
        });
        target.log().note(file + ": the column purchases is not used, it counts the future");
    }

    void readEvents(Path file) throws IOException {
        TimeParser times = new TimeParser();
        EventLogBuilder events = target.events();
        each(file, List.of("userid", "itemid", "timestamp", "quantity"), (rows, at) -> {
            String user = Import.userId(rows.field(at[0]));
            String item = Import.itemId(rows.field(at[1]));
            long time = times.parse(rows.field(at[2]));
            double quantity = TableReader.number(rows.field(at[3]), Reason.BAD_VALUE);
            if (!(quantity > 0)) {
                throw new RowException(Reason.BAD_QUANTITY, rows.field(at[3]));
            }
            int type = target.types().code("purchase");
            events.add(events.user(user), target.items().item(item), type, time, (float) quantity);
        });
    }

    private interface RowHandler {
        void handle(Rows rows, int[] at) throws RowException;
    }

    private void each(Path file, List<String> columns, RowHandler handler) throws IOException {
        try (Rows rows = DelimitedRows.open(file, StandardCharsets.UTF_8, target.log())) {
            int[] at = TableColumns.require(file, rows.header(), columns);
            while (rows.next()) {
                try {
                    handler.handle(rows, at);
                    target.log().accept();
                } catch (RowException e) {
                    target.log().reject(file, rows.line(), e.reason(), e.detail());
                }
            }
        }
    }
}
