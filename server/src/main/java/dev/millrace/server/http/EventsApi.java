package dev.millrace.server.http;

import dev.millrace.cascade.feature.Schema;
import dev.millrace.server.config.LimitConfig;
import dev.millrace.server.event.EventStore;
import dev.millrace.server.event.UserEvent;
import dev.millrace.server.metrics.ServerMetrics;
import dev.millrace.server.swap.Live;
import java.nio.charset.StandardCharsets;
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

    /** What an event is answered: a label, and for a rejected one the reason. */
    private record Verdict(Label label, @Nullable String reason) {
        private enum Label {
            ACCEPTED("accepted"),
            DUPLICATE("duplicate"),
            REJECTED("rejected");

            private final String text;

            Label(String text) {
                this.text = text;
            }
        }

        static Verdict rejected(String reason) {
            return new Verdict(Label.REJECTED, reason);
        }
    }

    private Schema schema() {
        try (Live.Lease lease = live.lease()) {
            return lease.served().cascade().catalog().items().schema();
        }
    }

    Reply events(HttpCall call, Target target) {
        long now = clock.millis();
        List<UserEvent> events = EventsReader.read(limits, call.body());
        Schema schema = schema();
        int[] counts = new int[Verdict.Label.values().length];
        JsonOut verdicts = new JsonOut(64 * events.size());
        verdicts.beginArray();
        for (UserEvent event : events) {
            Verdict verdict = verdict(event, schema, now);
            counts[verdict.label().ordinal()]++;
            verdicts.beginObject()
                    .name("eventId")
                    .string(event.eventId())
                    .name("verdict")
                    .string(verdict.label().text);
            if (verdict.reason() != null) {
                verdicts.name("reason").string(verdict.reason());
            }
            verdicts.endObject();
        }
        return reply(counts, verdicts.endArray());
    }

    private Verdict verdict(UserEvent event, Schema schema, long now) {
        if (schema.eventType(event.event().type()) < 0) {
            return Verdict.rejected("type: '" + event.event().type() + "' (expected: one of "
                    + String.join(
                            ", ",
                            schema.eventTypes().stream()
                                    .map(type -> type.name())
                                    .toList()) + ")");
        }
        if (event.event().timestampMillis() > now + AHEAD.toMillis()) {
            return Verdict.rejected("timestamp: " + event.event().timestampMillis() + " (expected: at most "
                    + AHEAD.toHours() + " hours ahead of the server's clock)");
        }
        return switch (store.add(event, now)) {
            case STORED -> new Verdict(Verdict.Label.ACCEPTED, null);
            case KNOWN -> new Verdict(Verdict.Label.DUPLICATE, null);
            case TOO_OLD ->
                Verdict.rejected("timestamp: " + event.event().timestampMillis()
                        + " (expected: not before the newest events of the user, which alone are kept)");
        };
    }

    private Reply reply(int[] counts, JsonOut verdicts) {
        JsonOut out = new JsonOut(256);
        out.beginObject();
        for (Verdict.Label label : Verdict.Label.values()) {
            out.name(label.text).number(counts[label.ordinal()]);
            metrics.events(label.text, counts[label.ordinal()]);
        }
        out.name("events").raw(new String(verdicts.toBytes(), StandardCharsets.UTF_8));
        return Reply.json(out.endObject().toBytes());
    }
}
