package dev.millrace.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.edge.Event;
import dev.millrace.edge.store.EventStore;
import dev.millrace.edge.store.StoreLimits;
import dev.millrace.edge.sync.SyncOutcome.Failed;
import dev.millrace.edge.sync.SyncOutcome.Sent;
import dev.millrace.edge.update.EventTransport;
import dev.millrace.edge.update.HttpClientTransport;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store with events, and a server on this machine that takes them as it is told to. */
abstract class SyncFixture {
    static final Instant NOW = Instant.parse("2026-10-21T07:26:30Z");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    EventsServer server;
    EventStore store;
    int added;

    @BeforeEach
    void start() throws IOException {
        server = new EventsServer();
        store = open(StoreLimits.DEFAULT);
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    EventStore open(StoreLimits limits) {
        return EventStore.open(folder.resolve("events"), null, limits);
    }

    EventTransport network() {
        return new HttpClientTransport(CLIENT, server.address(), Duration.ofSeconds(30));
    }

    EventSync sync(int batch) {
        return new EventSync(store, "anna", network(), batch, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    void add(int count) {
        for (int i = 0; i < count; i++) {
            store.add(Event.view("i" + added).at(1_000 + added));
            added++;
        }
    }

    static List<String> items(int from, int to) {
        List<String> items = new ArrayList<>();
        for (int i = from; i < to; i++) {
            items.add("i" + i);
        }
        return items;
    }

    static Sent sent(int accepted, int duplicate) {
        return new Sent(accepted, duplicate, List.of(), 0);
    }

    static Failed failed(SyncOutcome outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return (Failed) outcome;
    }

    static Sent some(SyncOutcome outcome) {
        assertThat(outcome).isInstanceOf(Sent.class);
        return (Sent) outcome;
    }
}
