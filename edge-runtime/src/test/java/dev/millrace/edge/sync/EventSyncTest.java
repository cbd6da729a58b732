package dev.millrace.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.edge.Event;
import dev.millrace.edge.store.StoreLimits;
import dev.millrace.edge.sync.SyncOutcome.Sent;
import dev.millrace.edge.sync.SyncOutcome.UpToDate;
import dev.millrace.edge.update.EventTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class EventSyncTest extends SyncFixture {
    @Test
    void eventsGoOnceOldestFirstInBatches() {
        assertThat(sync(10).sync()).isEqualTo(new UpToDate());
        add(25);
        assertThat(sync(10).sync()).isEqualTo(sent(25, 0));
        assertThat(server.batches()).containsExactly(10, 10, 5);
        assertThat(server.items()).isEqualTo(items(0, 25));
        assertThat(sync(10).sync()).isEqualTo(new UpToDate());
        add(1);
        assertThat(sync(10).sync()).isEqualTo(sent(1, 0));
        assertThat(server.batches()).containsExactly(10, 10, 5, 1);
    }

    @Test
    void theConnectionThatAndroidHasSendsThemToo() {
        add(5);
        EventTransport transport = new UrlConnectionTransport(server.address().toString());
        assertThat(new EventSync(store, "anna", transport, 3).sync()).isEqualTo(sent(5, 0));
        server.fate((events, own) -> EventsServer.answer(503, "Retry-After: 7\r\n", "busy"));
        add(1);
        assertThat(failed(new EventSync(store, "anna", transport, 3).sync()).retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(server.items()).isEqualTo(items(0, 5));
    }

    @Test
    void aTransportThatMayNotReachTheNetworkIsAFailureLikeOthers() {
        add(2);
        EventTransport transport = (target, headers, body) -> {
            throw new SecurityException("missing INTERNET permission?");
        };
        assertThat(failed(new EventSync(store, "anna", transport, 10).sync()).reason())
                .isEqualTo("the transport failed: java.lang.SecurityException: missing INTERNET permission?");
        assertThat(sync(10).sync()).isEqualTo(sent(2, 0));
    }

    @Test
    void anEventOnTheWireSaysWhatItIsAndNothingElse() {
        store.add(new Event("view", "i\u00e9\uD83D\uDE00\"", 1_700_000_000_123L, 2.3f, "mine"));
        store.add(new Event("view", "i1", 1_700_000_000_124L, Float.NaN, null));
        store.add(new Event("view", "i2", 1_700_000_000_125L, Float.POSITIVE_INFINITY, null));
        assertThat(sync(10).sync()).isEqualTo(sent(3, 0));
        List<JsonObject> events = new ArrayList<>(server.taken().values());
        assertThat(events.get(0).names()).containsExactly("eventId", "userId", "itemId", "type", "timestamp", "value");
        assertThat(events.get(0).string("eventId")).isEqualTo("mine");
        assertThat(events.get(0).string("userId")).isEqualTo("anna");
        assertThat(events.get(0).string("itemId")).isEqualTo("i\u00e9\uD83D\uDE00\"");
        assertThat(events.get(0).string("type")).isEqualTo("view");
        assertThat(events.get(0).integer("timestamp")).isEqualTo(1_700_000_000_123L);
        assertThat(events.get(0).number("value")).isEqualTo(2.3);
        assertThat(events.get(1).has("value")).isFalse();
        assertThat(events.get(2).has("value")).isFalse();
        assertThat(events.get(1).string("eventId")).matches("[0-9a-f]{1,16}-2-[0-9a-f]+");
    }

    @Test
    void anIdOfTheAppThatNoServerTakesBecomesAnotherAlwaysTheSame() {
        String tooLong = "x".repeat(257);
        for (String id : List.of(tooLong, "line\nbreak", "x".repeat(256))) {
            store.add(Event.view("i1").at(1).withId(id));
        }
        assertThat(sync(10).sync()).isEqualTo(sent(3, 0));
        store.forget();
        store.add(Event.view("i1").at(1).withId(tooLong));
        assertThat(sync(10).sync()).as("the app observes it again").isEqualTo(sent(0, 1));
        List<String> ids = new ArrayList<>(server.taken().keySet());
        assertThat(ids.get(0)).matches("sha256-[0-9a-f]{64}");
        assertThat(ids.get(1)).matches("sha256-[0-9a-f]{64}").isNotEqualTo(ids.get(0));
        assertThat(ids.get(2)).isEqualTo("x".repeat(256));
    }

    @Test
    void whatFellOutOfTheStoreBeforeItWasSentIsSaid() {
        store.close();
        store = open(new StoreLimits(20, 1 << 18));
        add(50);
        AtomicInteger requests = new AtomicInteger();
        server.fate((events, own) -> requests.incrementAndGet() == 2 ? new byte[0] : own.answer());
        assertThat(failed(sync(10).sync()).before()).isEqualTo(new Sent(10, 0, List.of(), 30));
        server.behave();
        assertThat(sync(10).sync()).isEqualTo(sent(10, 0));
        assertThat(server.items()).isEqualTo(items(30, 50));
        add(21);
        assertThat(sync(10).sync()).isEqualTo(new Sent(20, 0, List.of(), 1));
    }

    @Test
    void whatIsForgottenDuringASyncIsNeitherSentNorNotedAnyMore() {
        add(25);
        AtomicInteger requests = new AtomicInteger();
        server.fate((events, own) -> {
            if (requests.incrementAndGet() == 2) {
                store.forget();
                add(3);
            }
            return own.answer();
        });
        assertThat(sync(10).sync()).isEqualTo(sent(20, 0));
        assertThat(store.synced()).isZero();
        assertThat(server.items()).isEqualTo(items(0, 20));
        assertThat(sync(10).sync()).isEqualTo(sent(3, 0));
        List<String> expected = items(0, 20);
        expected.addAll(items(25, 28));
        assertThat(server.items()).isEqualTo(expected);
        String before = server.taken().keySet().iterator().next();
        List<String> ids = new ArrayList<>(server.taken().keySet());
        assertThat(ids.get(22)).doesNotContain(before.substring(0, before.indexOf('-')));
    }

    @Test
    void twoSyncsAtOnceWaitForEachOther() throws InterruptedException {
        add(200);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        EventTransport network = network();
        EventTransport watched = (target, headers, body) -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            try {
                return network.post(target, headers, body);
            } finally {
                inside.decrementAndGet();
            }
        };
        EventSync sync = new EventSync(store, "anna", watched, 5);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        List<SyncOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                SyncOutcome outcome = sync.sync();
                synchronized (outcomes) {
                    outcomes.add(outcome);
                }
            });
            threads.add(thread);
            thread.start();
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isEqualTo(1);
        assertThat(outcomes).containsExactlyInAnyOrder(sent(200, 0), new UpToDate(), new UpToDate(), new UpToDate());
        assertThat(server.batches()).hasSize(40);
    }

    @Test
    void aClosedStoreSaysSo() {
        EventSync sync = sync(10);
        store.close();
        assertThatThrownBy(sync::sync).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThat(server.batches()).isEmpty();
    }

    @Test
    void aUserOrABatchThatNoServerTakesIsRefusedAtOnce() {
        for (String user : List.of("", "x".repeat(257), "an\tna")) {
            assertThatThrownBy(() -> new EventSync(store, user, network(), 10))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("userId: " + user.length() + " characters");
        }
        for (int batch : new int[] {0, 1001}) {
            assertThatThrownBy(() -> new EventSync(store, "anna", network(), batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("batch: " + batch + " (expected: 1 to 1000)");
        }
    }
}
