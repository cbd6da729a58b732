package dev.millrace.server.http;

import dev.millrace.server.metrics.ServerMetrics;
import dev.millrace.server.swap.Live;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What the server says of itself: health, metrics, the description of its API. Thread-safe. */
final class StatusApi {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Live live;
    private final ServerMetrics metrics;
    private final BooleanSupplier stopping;
    private final Reply alive = Reply.json("{\"status\":\"live\"}".getBytes(StandardCharsets.US_ASCII));
    private final Reply description = Reply.json(resource("openapi.json"));

    StatusApi(Live live, ServerMetrics metrics, BooleanSupplier stopping) {
        this.live = live;
        this.metrics = metrics;
        this.stopping = stopping;
    }

    private static byte[] resource(String name) {
        try (InputStream in = StatusApi.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + ": missing from the build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reply live(HttpCall call, Target target) {
        return alive;
    }

    Reply ready(HttpCall call, Target target) {
        if (stopping.getAsBoolean()) {
            throw Problem.of(HttpResponseStatus.SERVICE_UNAVAILABLE, "the server is stopping")
                    .exception();
        }
        try (Live.Lease lease = live.lease()) {
            JsonOut out = new JsonOut(128);
            out.beginObject()
                    .name("status")
                    .string("ready")
                    .name("release")
                    .string(lease.served().cascade().release());
            return Reply.json(out.endObject().toBytes());
        }
    }

    Reply metrics(HttpCall call, Target target) {
        return new Reply(
                HttpResponseStatus.OK, PROMETHEUS, metrics.scrape().getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Reply description(HttpCall call, Target target) {
        return description;
    }
}
