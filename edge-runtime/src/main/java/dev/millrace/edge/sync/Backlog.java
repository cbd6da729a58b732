package dev.millrace.edge.sync;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.edge.store.EventLog;
import dev.millrace.edge.store.StoredEvent;
import dev.millrace.edge.store.Unsent;
import dev.millrace.edge.sync.SyncOutcome.Rejected;
import dev.millrace.edge.sync.SyncOutcome.Sent;
import dev.millrace.edge.update.EdgeTransport;
import dev.millrace.edge.update.EventTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The way of one sync through the events that were unsent as it began. Used once, by one thread.
 *
 * <p>Events before {@code at} are done with. Those {@link #aside} are the last of them: refused alone, by a server that
 * did not say it was the event's fault, and not noted until it has answered another batch.
 */
final class Backlog {
    private static final String TARGET = "/v1/events";
    private static final Map<String, String> HEADERS = headers();
    private static final int MOST_ASIDE = 16;
    private static final int ANSWER_BYTES = 1 << 16;
    private static final int ANSWER_BYTES_AN_EVENT = 1 << 11;

    private final EventLog store;
    private final Unsent unsent;
    private final List<StoredEvent> events;
    private final String userId;
    private final EventTransport transport;
    private final int mostAtOnce;
    private final Clock clock;
    private int atOnce;
    private int at;
    private boolean answered;
    private final List<Rejected> aside = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private int accepted;
    private int duplicate;
    private long missed;
    private @Nullable Duration retryAfter;

    Backlog(EventLog store, Unsent unsent, String userId, EventTransport transport, int mostAtOnce, Clock clock) {
        this.store = store;
        this.unsent = unsent;
        this.events = unsent.events();
        this.userId = userId;
        this.transport = transport;
        this.mostAtOnce = mostAtOnce;
        this.atOnce = mostAtOnce;
        this.clock = clock;
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, application/problem+json");
        return Collections.unmodifiableMap(headers);
    }

    /** Sends all of it, as long as it is answered and not forgotten. */
    SyncOutcome send() {
        try {
            while (at < events.size() && store.holds(unsent)) {
                sendBatch();
            }
            if (!aside.isEmpty() && !answered) {
                throw new IOException(aside.get(0).reason());
            }
            if (at == events.size()) {
                noteDone();
            }
            return done();
        } catch (IOException | UncheckedIOException e) {
            return new SyncOutcome.Failed(e.getMessage() == null ? e.toString() : e.getMessage(), retryAfter, done());
        }
    }

    private Sent done() {
        return new Sent(accepted, duplicate, rejected, missed);
    }

    private void sendBatch() throws IOException {
        EventBatch batch = new EventBatch(userId, unsent, events.subList(at, Math.min(events.size(), at + atOnce)));
        int count = batch.events().size();
        int status;
        String body;
        try (EdgeTransport.Answer answer = post(batch)) {
            status = answer.status();
            checkStatus(answer);
            body = read(answer, ANSWER_BYTES + count * ANSWER_BYTES_AN_EVENT);
        }
        if (status == 200) {
            take(batch, body);
        } else {
            refused(batch, Refusal.read(status, body, count));
        }
    }

    private EdgeTransport.Answer post(EventBatch batch) throws IOException {
        try {
            return transport.post(TARGET, HEADERS, batch.body());
        } catch (RuntimeException e) {
            throw new IOException("the transport failed: " + e, e);
        }
    }

    private void checkStatus(EdgeTransport.Answer answer) throws IOException {
        int status = answer.status();
        if (status == 200 || status == 400 || status == 413 || status == 422) {
            return;
        }
        retryAfter = RetryAfter.read(answer.header("retry-after"), clock.instant());
        throw new IOException("the server answered " + status);
    }

    private static String read(EdgeTransport.Answer answer, int most) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 12];
        int count;
        while ((count = answer.read(buffer, buffer.length)) >= 0) {
            read.write(buffer, 0, count);
            if (read.size() > most) {
                throw new IOException("an answer of more than " + most + " bytes");
            }
        }
        return new String(read.toByteArray(), StandardCharsets.UTF_8);
    }

    private void take(EventBatch batch, String body) throws IOException {
        Sent answer;
        try {
            answer = batch.read(body);
        } catch (JsonException e) {
            throw new IOException("an answer that is not understood: " + e.getMessage(), e);
        }
        answered = true;
        rejected.addAll(aside);
        aside.clear();
        rejected.addAll(answer.rejected());
        accepted += answer.accepted();
        duplicate += answer.duplicate();
        at += batch.events().size();
        atOnce = Math.min(mostAtOnce, 2 * atOnce);
        noteDone();
    }

    private void refused(EventBatch batch, Refusal refusal) throws IOException {
        int count = batch.events().size();
        if (refusal.anyEvent()) {
            throw new IOException(refusal.reason());
        }
        if (refusal.place() > 0) {
            atOnce = refusal.place();
        } else if (refusal.place() < 0 && count > 1) {
            atOnce = count / 2;
        } else if (aside.size() == MOST_ASIDE) {
            throw new IOException(refusal.reason());
        } else {
            aside.add(new Rejected(batch.events().get(0), refusal.reason()));
            at++;
            if (refusal.place() == 0) {
                noteDone();
            }
        }
    }

    /** Notes every event before {@code at}, and what has fallen out of the store among them. */
    private void noteDone() {
        rejected.addAll(aside);
        aside.clear();
        long sequence =
                at == events.size() ? unsent.observed() : events.get(at - 1).sequence();
        if (store.sent(unsent, sequence)) {
            missed = sequence - unsent.synced() - at;
        }
    }
}
