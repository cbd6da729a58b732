package dev.millrace.server.http;

import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.ItemTable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes answers of the API as JSON. Immutable and thread-safe. */
public final class ResponseWriter {
    private static final int BYTES_PER_ITEM = 256;

    private final ItemTable items;

    /** Creates a writer that takes attributes from the items of a release. */
    public ResponseWriter(ItemTable items) {
        this.items = items;
    }

    /** Returns the body of an answer, UTF-8. */
    public byte[] write(Request request, Response response, String recommendationId) {
        JsonOut out = new JsonOut(1024 + BYTES_PER_ITEM * response.items().size());
        out.beginObject().name("recommendationId").string(recommendationId);
        requestId(request.requestId(), out);
        out.name("release").string(response.release()).name("tookMs").millis(response.tookNanos());
        out.name("items").beginArray();
        for (Response.Item item : response.items()) {
            item(request.explain(), item, out);
        }
        out.endArray();
        if (request.itemIds() != null) {
            out.name("unknownItemIds").strings(response.unknownItemIds());
        }
        coverage(response.coverage(), out);
        return out.endObject().toBytes();
    }

    private static void requestId(@Nullable String requestId, JsonOut out) {
        if (requestId != null) {
            out.name("requestId").string(requestId);
        }
    }

    private void item(Request.Explain explain, Response.Item item, JsonOut out) {
        out.beginObject()
                .name("itemId")
                .string(item.itemId())
                .name("score")
                .number(item.score())
                .name("scoredBy")
                .string(item.scoredBy())
                .name("sources")
                .strings(item.sources());
        if (explain != Request.Explain.NONE) {
            out.name("reasons").strings(item.reasons());
        }
        attributes(item.ordinal(), out);
        if (explain == Request.Explain.FEATURES) {
            out.name("features").beginObject();
            for (Map.Entry<String, Float> feature : item.features().entrySet()) {
                if (Float.isFinite(feature.getValue())) {
                    out.name(feature.getKey()).number(feature.getValue());
                }
            }
            out.endObject();
        }
        out.endObject();
    }

    /** Writes the member {@code attributes}: those the item has, keywords as arrays, instants as milliseconds. */
    void attributes(int item, JsonOut out) {
        out.name("attributes").beginObject();
        for (int i = 0; i < items.columns().size(); i++) {
            Column column = items.columns().get(i);
            if (column.has(item)) {
                out.name(items.schema().fields().get(i).name());
                attribute(column, item, out);
            }
        }
        out.endObject();
    }

    private static void attribute(Column column, int item, JsonOut out) {
        switch (column) {
            case Column.Keywords keywords -> {
                out.beginArray();
                for (int at = keywords.begin(item); at < keywords.end(item); at++) {
                    out.string(keywords.dictionary().get(keywords.code(at)));
                }
                out.endArray();
            }
            case Column.Numbers numbers -> out.number(numbers.value(item));
            case Column.Texts texts -> out.string(texts.value(item));
            case Column.Instants instants -> out.number(instants.value(item));
        }
    }

    private static void coverage(Response.Coverage coverage, JsonOut out) {
        out.name("coverage")
                .beginObject()
                .name("degraded")
                .bool(coverage.degraded())
                .name("reasons")
                .strings(coverage.reasons())
                .name("stages")
                .beginArray();
        for (Response.Stage stage : coverage.stages()) {
            out.beginObject()
                    .name("name")
                    .string(stage.name())
                    .name("in")
                    .number(stage.in())
                    .name("out")
                    .number(stage.out())
                    .name("ms")
                    .millis(stage.nanos())
                    .name("outcome")
                    .string(stage.outcome().label());
            if (!stage.strategy().isEmpty()) {
                out.name("strategy").string(stage.strategy());
                out.name("visited").number(stage.visited());
            }
            if (Double.isFinite(stage.selectivity())) {
                out.name("selectivity").number(stage.selectivity());
            }
            out.endObject();
        }
        out.endArray().endObject();
    }
}
