package dev.millrace.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.edge.Event;
import dev.millrace.edge.store.EventStore;
import dev.millrace.edge.store.StoreLimits;
import dev.millrace.edge.store.StoredEvent;
import dev.millrace.edge.sync.SyncOutcome.Failed;
import dev.millrace.edge.sync.SyncOutcome.Rejected;
import dev.millrace.edge.sync.SyncOutcome.Sent;
import dev.millrace.edge.sync.SyncOutcome.UpToDate;
import dev.millrace.edge.update.EdgeTransport;
import dev.millrace.edge.update.EventTransport;
import dev.millrace.edge.update.HttpClientTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventSyncTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private EventsServer server;
    private EventStore store;
    private int added;

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

    private EventStore open(StoreLimits limits) {
        return EventStore.open(folder.resolve("events"), null, limits);
    }

    private EventTransport network() {
        return new HttpClientTransport(CLIENT, server.address(), Duration.ofSeconds(30));
    }

    private EventSync sync(int batch) {
        return new EventSync(store, "anna", network(), batch);
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            store.add(Event.view("i" + added).at(1_000 + added));
            added++;
        }
    }

    private static List<String> items(int from, int to) {
        List<String> items = new ArrayList<>();
        for (int i = from; i < to; i++) {
            items.add("i" + i);
        }
        return items;
    }

    private static Sent sent(int accepted, int duplicate) {
        return new Sent(accepted, duplicate, List.of(), 0);
    }

    private static Failed failed(SyncOutcome outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return (Failed) outcome;
    }

    private static Sent some(SyncOutcome outcome) {
        assertThat(outcome).isInstanceOf(Sent.class);
        return (Sent) outcome;
    }

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
    void anAnswerThatIsLostLeadsToTheSameIdsAgain() {
        add(25);
        AtomicInteger requests = new AtomicInteger();
        server.fate((events, own) -> {
            byte[] answer = own.answer();
            return requests.incrementAndGet() == 2 ? new byte[0] : answer;
        });
        Failed failed = failed(sync(10).sync());
        assertThat(failed.before()).isEqualTo(sent(10, 0));
        assertThat(failed.retryAfter()).isNull();
        assertThat(store.synced()).isEqualTo(10);
        assertThat(sync(10).sync()).isEqualTo(sent(5, 10));
        assertThat(server.items()).isEqualTo(items(0, 25));
    }

    @Test
    void anAnswerCutAtAnyByteIsNone() {
        add(2);
        int length = whole().length;
        for (int cut = 0; cut < length; cut++) {
            int kept = cut;
            server.fate((events, own) -> Arrays.copyOf(own.answer(), kept));
            assertThat(sync(10).sync()).as("cut at %d of %d", cut, length).isInstanceOf(Failed.class);
            assertThat(store.synced()).as("cut at %d of %d", cut, length).isZero();
        }
        server.behave();
        assertThat(sync(10).sync()).isEqualTo(sent(0, 2));
        assertThat(server.items()).isEqualTo(items(0, 2));
    }

    /** Returns the answer to two events that the server has. */
    private byte[] whole() {
        byte[][] answer = new byte[1][];
        server.fate((events, own) -> {
            own.answer();
            answer[0] = own.answer();
            return new byte[0];
        });
        failed(sync(10).sync());
        return answer[0];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>please sign in to this network</html>",
                "{}",
                "{\"accepted\":1}",
                "{\"events\":[]}",
                "{\"events\":[{\"eventId\":\"another\",\"verdict\":\"accepted\"}]}",
                "{\"events\":[{\"eventId\":\"e1\",\"verdict\":\"maybe\"}]}",
                "{\"events\":[{\"eventId\":\"e1\"}]}",
                "{\"events\":[{\"eventId\":\"e1\",\"verdict\":\"accepted\"},{\"eventId\":\"e1\",\"verdict\":\"accepted\"}]}",
                "{\"events\":[{\"eventId\":\"e1\",\"verdict\":\"rejected\",\"reason\":5}]}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void whatIsNoAnswerToTheBatchNotesNothing(String body) {
        store.add(Event.view("i1").at(1).withId("e1"));
        server.fate((events, own) -> EventsServer.answer(200, "", body));
        assertThat(failed(sync(10).sync()).reason()).contains("an answer that is not understood");
        assertThat(store.synced()).isZero();
        server.behave();
        assertThat(sync(10).sync()).isEqualTo(sent(1, 0));
    }

    @Test
    void anAnswerWithoutEndIsNotReadToTheEnd() {
        add(1);
        long[] read = new long[1];
        EventTransport endless = (target, headers, body) -> new EdgeTransport.Answer(200, Map.of(), new InputStream() {
            @Override
            public int read() {
                read[0]++;
                return ' ';
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                Arrays.fill(into, offset, offset + length, (byte) ' ');
                read[0] += length;
                return length;
            }
        });
        assertThat(failed(new EventSync(store, "anna", endless, 10).sync()).reason())
                .contains("an answer of more than");
        assertThat(read[0]).isLessThan(100_000);
        assertThat(store.synced()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "204, '', ",
        "302, '', ",
        "401, '', ",
        "403, '', ",
        "404, '', ",
        "429, 120, 120",
        "500, '', ",
        "503, 2, 2",
        "503, 'Wed, 21 Oct 2026 07:28:00 GMT', ",
        "503, -1, ",
    })
    void aServerThatDoesNotAnswerTheBatchIsAskedAgainLaterAndSaysWhen(
            int status, String retryAfter, @Nullable Integer seconds) {
        add(3);
        server.fate((events, own) -> EventsServer.answer(
                status, retryAfter.isEmpty() ? "" : "Retry-After: " + retryAfter + "\r\n", status == 204 ? "" : "no"));
        Failed failed = failed(sync(2).sync());
        assertThat(failed.reason()).isEqualTo("the server answered " + status);
        assertThat(failed.retryAfter()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
        assertThat(failed.before()).isEqualTo(sent(0, 0));
        assertThat(server.batches()).containsExactly(2);
        assertThat(store.synced()).isZero();
        server.behave();
        assertThat(sync(2).sync()).isEqualTo(sent(3, 0));
    }

    @Test
    void anEventThatIsRejectedIsPassedByAndReported() {
        add(1);
        store.add(Event.of("sneeze", "i9").at(5));
        added++;
        add(1);
        StoredEvent sneeze = store.events().get(1);
        assertThat(sync(10).sync()).isEqualTo(new Sent(2, 0, List.of(new Rejected(sneeze, "type: 'sneeze'")), 0));
        assertThat(server.items()).containsExactly("i0", "i2");
        assertThat(sync(10).sync()).isEqualTo(new UpToDate());
        assertThat(server.batches()).containsExactly(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEventThatSpoilsItsBatchCostsTheOthersNothing(boolean named) {
        if (!named) {
            server.doNotNameTheEvent();
        }
        List<StoredEvent> bad = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            if (i == 0 || i == 1 || i == 77 || i == 150 || i == 299) {
                store.add(Event.view("x".repeat(300)).at(added++));
                bad.add(store.events().get(i));
            } else {
                add(1);
            }
        }
        Sent sent = some(sync(100).sync());
        assertThat(sent.accepted()).isEqualTo(295);
        assertThat(sent.rejected().stream().map(Rejected::event)).isEqualTo(bad);
        assertThat(sent.rejected().get(2).reason()).isEqualTo("the server answered 400: 300 characters");
        List<String> good = items(0, 300);
        good.removeAll(List.of("i0", "i1", "i77", "i150", "i299"));
        assertThat(server.items()).isEqualTo(good);
        assertThat(server.batches()).hasSizeLessThan(named ? 30 : 90);
        assertThat(sync(100).sync()).isEqualTo(new UpToDate());
    }

    @Test
    void aRefusalThatEveryEventMeetsCostsNoneOfThem() {
        add(300);
        server.fate((events, own) -> EventsServer.answer(400, "", "the version of this gateway is 2"));
        assertThat(failed(sync(200).sync()).reason()).isEqualTo("the server answered 400");
        assertThat(store.synced()).isZero();
        assertThat(server.batches()).hasSizeLessThan(40);
        server.fate((events, own) -> EventsServer.answer(
                400, "", "{\"pointer\":\"/events/0/userId\",\"detail\":\"300 characters (expected: 1 to 256)\"}"));
        assertThat(failed(sync(200).sync()).reason()).contains("300 characters");
        assertThat(store.synced()).isZero();
        server.behave();
        assertThat(sync(200).sync()).isEqualTo(sent(300, 0));
    }

    @Test
    void aLoneEventThatIsRefusedWaitsForProofThatItIsAtFault() {
        server.doNotNameTheEvent();
        store.add(Event.view("x".repeat(300)).at(1));
        assertThat(failed(sync(10).sync()).before()).isEqualTo(sent(0, 0));
        assertThat(store.synced()).isZero();
        add(1);
        Sent sent = some(sync(10).sync());
        assertThat(sent.accepted()).isEqualTo(1);
        assertThat(sent.rejected()).hasSize(1);
        assertThat(store.synced()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64})
    void aServerThatTakesFewerAtOnceGetsFewer(int most) {
        add(100);
        server.mostEvents(most);
        assertThat(sync(100).sync()).isEqualTo(sent(100, 0));
        assertThat(server.items()).isEqualTo(items(0, 100));
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
    void whatIsForgottenWhileABatchIsRefusedIsNotSentAgain() {
        add(20);
        server.fate((events, own) -> {
            store.forget();
            return EventsServer.answer(413, "", "too large");
        });
        assertThat(sync(10).sync()).isEqualTo(sent(0, 0));
        assertThat(server.batches()).containsExactly(10);
        assertThat(folder.resolve("events")).doesNotExist();
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

    @Test
    void whateverBreaksEveryEventArrivesOnceAndInOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int interruptions = 0;
        int restarts = 0;
        while (interruptions < 400) {
            add(random.nextInt(6));
            EventsServer.Fate fate = fate(random);
            server.fate(fate);
            SyncOutcome outcome = sync(1 + random.nextInt(8)).sync();
            interruptions += outcome instanceof Failed ? 1 : 0;
            assertThat(server.items().size())
                    .as("seed %d, after %d interruptions", seed, interruptions)
                    .isGreaterThanOrEqualTo((int) store.synced());
            if (random.nextInt(4) == 0) {
                store.close();
                store = open(StoreLimits.DEFAULT);
                restarts++;
            }
        }
        server.behave();
        sync(10).sync();
        assertThat(store.synced()).as("seed %d", seed).isEqualTo(added);
        assertThat(server.items()).as("seed %d", seed).isEqualTo(items(0, added));
        assertThat(restarts).isPositive();
    }

    private static EventsServer.Fate fate(Random random) {
        int what = random.nextInt(7);
        int cut = random.nextInt(400);
        return (events, own) -> switch (what) {
            case 0 -> own.answer();
            case 1 -> new byte[0];
            case 2 -> {
                own.answer();
                yield new byte[0];
            }
            case 3 -> {
                byte[] whole = own.answer();
                yield Arrays.copyOf(whole, Math.min(whole.length - 1, cut));
            }
            case 4 -> {
                own.answer();
                yield EventsServer.answer(200, "", "{\"events\":[]}");
            }
            case 5 -> EventsServer.answer(503, "Retry-After: 1\r\n", "");
            default -> EventsServer.answer(500, "", "{");
        };
    }
}
