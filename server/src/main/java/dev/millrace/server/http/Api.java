package dev.millrace.server.http;

import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.ItemFilter.InvalidFilterException;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.metrics.ServerMetrics;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The operations that need the release: recommend, rank, items, similar items, the release itself. Thread-safe. */
final class Api {
    private final Supplier<Served> served;
    private final ServerConfig config;
    private final ServerMetrics metrics;
    private final LongSupplier ticker;
    private final RecommendationIds ids = new RecommendationIds(new SecureRandom());

    Api(Supplier<Served> served, ServerConfig config, ServerMetrics metrics, LongSupplier ticker) {
        this.served = served;
        this.config = config;
        this.metrics = metrics;
        this.ticker = ticker;
    }

    Reply recommend(HttpCall call, Target target) {
        Served now = served.get();
        return answer(
                now,
                call,
                RequestReader.recommend(
                        config.limits(),
                        config.requests(),
                        now.cascade().catalog().items().schema(),
                        call.body()));
    }

    Reply rank(HttpCall call, Target target) {
        Served now = served.get();
        return answer(
                now,
                call,
                RequestReader.rank(
                        config.limits(),
                        config.requests(),
                        now.cascade().catalog().items().schema(),
                        call.body()));
    }

    /** The budget runs from the moment the request had arrived: what it waited for a worker counts. */
    private Reply answer(Served now, HttpCall call, RequestReader.Timed timed) {
        Response response;
        try {
            response = now.cascade()
                    .recommend(timed.request(), Deadline.since(call.arrivedNanos(), timed.timeout(), ticker));
        } catch (InvalidFilterException e) {
            throw Problem.member("/filter", String.valueOf(e.getMessage())).exception();
        } catch (IllegalArgumentException e) {
            throw Problem.member("", String.valueOf(e.getMessage())).exception();
        }
        metrics.answered(response);
        ResponseWriter writer = new ResponseWriter(now.cascade().catalog().items());
        return Reply.json(writer.write(timed.request(), response, ids.next()));
    }

    Reply item(HttpCall call, Target target) {
        Served now = served.get();
        Catalog catalog = now.cascade().catalog();
        int item = find(catalog, target);
        JsonOut out = begin(now, catalog, item);
        new ResponseWriter(catalog.items()).attributes(item, out);
        return Reply.json(out.endObject().toBytes());
    }

    Reply similar(HttpCall call, Target target) {
        Served now = served.get();
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
        Served now = served.get();
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
