package dev.millrace.datasets;

import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.History;
import dev.millrace.datasets.RejectedRow.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * Reads "user item item ..." lines: LightGCN's train and test part, or sequences in time order with item attributes as
 * JSON. A user without items is a user still; a user on several lines has the items of all of them, in file order.
 */
final class ListReader {
    private final Import target;
    private final int type;

    ListReader(Import target) {
        this.target = target;
        try {
            this.type = target.types().code("interaction");
        } catch (RowException e) {
            throw new AssertionError("the name is well-formed", e);
        }
    }

    void read(Source source) throws IOException {
        for (Path file : source.events()) {
            target.log().file(file, source.format() == Format.LIGHTGCN ? "training lists" : "sequences");
            read(file, target.events());
        }
        if (source.test().isPresent()) {
            target.log().file(source.test().get(), "test lists");
            read(source.test().get(), target.test());
        }
        for (Path file : source.items()) {
            target.log().file(file, "item attributes");
            ItemColumn.Keywords attributes = target.items().keywords("attributes", Field.Role.NONE);
            new AttributeReader(target).read(file, attributes);
        }
    }

    private void read(Path file, EventLogBuilder events) throws IOException {
        long empty = 0;
        List<String> items = new ArrayList<>();
        try (Lines lines = Lines.open(file)) {
            while (lines.next()) {
                if (lines.text().isBlank()) {
                    empty++;
                    continue;
                }
                try {
                    add(lines, events, items);
                    target.log().accept();
                } catch (RowException e) {
                    target.log().reject(file, lines.number(), e.reason(), e.detail());
                }
            }
        }
        if (empty > 0) {
            target.log().note(file + ": " + empty + " empty lines passed over");
        }
    }

    /** Checks the whole line before it adds any of it. */
    private void add(Lines lines, EventLogBuilder events, List<String> items) throws RowException {
        if (!lines.valid()) {
            throw new RowException(Reason.INVALID_UTF8, "");
        }
        StringTokenizer tokens = new StringTokenizer(lines.text(), " \t");
        String user = Import.userId(tokens.nextToken());
        items.clear();
        while (tokens.hasMoreTokens()) {
            items.add(Import.itemId(tokens.nextToken()));
        }
        int userOrdinal = events.user(user);
        for (String item : items) {
            events.add(userOrdinal, target.items().item(item), type, History.NO_TIME, Float.NaN);
        }
    }
}
