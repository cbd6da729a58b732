package dev.millrace.server.http;

import dev.millrace.cascade.feature.Schema;
import dev.millrace.server.config.LimitConfig;
import dev.millrace.server.event.EventStore;
import dev.millrace.server.event.UserEvent;
import dev.millrace.server.metrics.ServerMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes events in. Thread-safe.
 *
 * <p>A body that is not as documented is refused as a whole; in one that is, every event has its own verdict. An item
 * unknown to the release is taken: a later release may know it.
 */
final class EventsApi {
    /** How far ahead a caller's clock may be. */
    private static final Duration AHEAD = Duration.ofHours(24);

    private final EventStore store;
    private final LimitConfig limits;
    private final Live live;
    private final ServerMetrics metrics;
    private final InstantSource clock;

    EventsApi(EventStore store, LimitConfig limits, Live live, ServerMetrics metrics, InstantSource clock) {
        this.store = store;
        this.limits = limits;
        this.live = live;
        this.metrics = metrics;
        this.clock = clock;
    }

    private enum Verdict {
        ACCEPTED("accepted"),
        DUPLICATE("duplicate"),
        REJECTED("rejected");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }
    }

    private Schema schema() {
        try (Live.Lease lease = live.lease()) {
            return lease.served().cascade().catalog().items().schema();
        }
    }

    Reply events(HttpCall call, Target target) {
        long now = clock.millis();
        List<UserEvent> events = EventsReader.read(limits, now, call.body());
        Schema schema = schema();
        int[] counts = new int[Verdict.values().length];
        JsonOut verdicts = new JsonOut(64 * events.size());
        verdicts.beginArray();
        for (UserEvent event : events) {
            String reason = reason(event, schema, now);
            Verdict verdict =
                    reason != null ? Verdict.REJECTED : store.add(event) ? Verdict.ACCEPTED : Verdict.DUPLICATE;
            counts[verdict.ordinal()]++;
            verdicts.beginObject()
                    .name("eventId")
                    .string(event.eventId())
                    .name("verdict")
                    .string(verdict.label);
            if (reason != null) {
                verdicts.name("reason").string(reason);
            }
            verdicts.endObject();
        }
        return reply(counts, verdicts.endArray());
    }

    private static @Nullable String reason(UserEvent event, Schema schema, long now) {
        if (schema.eventType(event.event().type()) < 0) {
            return "type: '" + event.event().type() + "' (expected: one of "
                    + String.join(
                            ", ",
                            schema.eventTypes().stream()
                                    .map(type -> type.name())
                                    .toList()) + ")";
        }
        if (event.event().timestampMillis() > now + AHEAD.toMillis()) {
            return "timestamp: " + event.event().timestampMillis() + " (expected: at most " + AHEAD.toHours()
                    + " hours ahead of the server's clock)";
        }
        return null;
    }

    private Reply reply(int[] counts, JsonOut verdicts) {
        JsonOut out = new JsonOut(256);
        out.beginObject();
        for (Verdict verdict : Verdict.values()) {
            out.name(verdict.label).number(counts[verdict.ordinal()]);
            metrics.events(verdict.label, counts[verdict.ordinal()]);
        }
        out.name("events").raw(new String(verdicts.toBytes(), java.nio.charset.StandardCharsets.UTF_8));
        return Reply.json(out.endObject().toBytes());
    }
}
