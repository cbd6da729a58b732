package dev.millrace.server.http;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.swap.Live;
import dev.millrace.server.swap.Served;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The operations that look things up: items, similar items, the release itself. Thread-safe. */
final class Lookups {
    private final Live live;
    private final ServerConfig config;

    Lookups(Live live, ServerConfig config) {
        this.live = live;
        this.config = config;
    }

    Reply item(HttpCall call, Target target) {
        try (Live.Lease lease = live.lease()) {
            Served now = lease.served();
            Catalog catalog = now.cascade().catalog();
            int item = find(catalog, target);
            JsonOut out = begin(now, catalog, item);
            new ResponseWriter(catalog.items()).attributes(item, out);
            return Reply.json(out.endObject().toBytes());
        }
    }

    Reply similar(HttpCall call, Target target) {
        try (Live.Lease lease = live.lease()) {
            return similar(lease.served(), target);
        }
    }

    private Reply similar(Served now, Target target) {
        Catalog catalog = now.cascade().catalog();
        int item = find(catalog, target);
        ResponseWriter writer = new ResponseWriter(catalog.items());
        JsonOut out = begin(now, catalog, item).name("items").beginArray();
        for (Served.SimilarItem similar : now.similar().similar(item, numResults(target))) {
            out.beginObject()
                    .name("itemId")
                    .string(catalog.items().id(similar.item()))
                    .name("score")
                    .number(similar.score())
                    .name("basis")
                    .string(similar.basis());
            writer.attributes(similar.item(), out);
            out.endObject();
        }
        return Reply.json(out.endArray().endObject().toBytes());
    }

    private static JsonOut begin(Served now, Catalog catalog, int item) {
        return new JsonOut(1024)
                .beginObject()
                .name("release")
                .string(now.cascade().release())
                .name("itemId")
                .string(catalog.items().id(item));
    }

    private int find(Catalog catalog, Target target) {
        String id = target.segments().get(2);
        if (id.isEmpty() || id.length() > config.limits().maxIdLength()) {
            throw Problem.parameter(
                            "id",
                            "item id: " + id.length() + " characters (expected: 1 to "
                                    + config.limits().maxIdLength() + ")")
                    .exception();
        }
        int item = catalog.items().ordinal(id);
        if (item < 0) {
            throw Problem.header(
                            HttpResponseStatus.NOT_FOUND, "id", "item '" + Problem.shown(id) + "': not in this release")
                    .exception();
        }
        return item;
    }

    private int numResults(Target target) {
        String text = target.query().get("numResults");
        if (text == null) {
            return config.requests().numResults();
        }
        int most = config.limits().maxResults();
        if (text.matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= most) {
                return value;
            }
        }
        throw Problem.parameter("numResults", "numResults: " + Problem.shown(text) + " (expected: 1 to " + most + ")")
                .exception();
    }

    Reply release(HttpCall call, Target target) {
        try (Live.Lease lease = live.lease()) {
            return describe(lease.served());
        }
    }

    private static Reply describe(Served now) {
        JsonOut out = new JsonOut(2048);
        out.beginObject()
                .name("version")
                .string(now.manifest().version())
                .name("format")
                .number(now.manifest().format())
                .name("created")
                .string(now.manifest().created())
                .name("items")
                .number(now.manifest().items())
                .name("dimension")
                .number(now.manifest().dimension())
                .name("schemaHash")
                .string(now.manifest().schemaHash())
                .name("schema")
                .raw(now.cascade().catalog().items().schema().toJson().toString())
                .name("data")
                .raw(now.manifest().data().toString())
                .name("metrics")
                .raw(now.manifest().metrics().toString());
        return Reply.json(out.endObject().toBytes());
    }
}
