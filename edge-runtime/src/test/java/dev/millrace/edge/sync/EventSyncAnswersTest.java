package dev.millrace.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.edge.Event;
import dev.millrace.edge.FailingBody;
import dev.millrace.edge.store.StoreLimits;
import dev.millrace.edge.sync.SyncOutcome.Failed;
import dev.millrace.edge.update.EdgeTransport;
import dev.millrace.edge.update.EventTransport;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are lost, cut, late, or none to what was sent. */
final class EventSyncAnswersTest extends SyncFixture {
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyThatFailsInItsOwnWayIsInTheOutcome(boolean read) {
        add(1);
        EventTransport failing = (target, headers, body) -> {
            EdgeTransport.Answer answer = network().post(target, headers, body);
            return new EdgeTransport.Answer(answer.status(), answer.headers(), new FailingBody(answer.body(), read));
        };
        assertThat(failed(new EventSync(store, "anna", failing, 10).sync()).reason())
                .contains("the transport failed")
                .contains("closed by the client");
        assertThat(store.synced()).isZero();
        assertThat(sync(10).sync()).isEqualTo(sent(0, 1));
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
        "503, 'Wed, 21 Oct 2026 07:28:00 GMT', 90",
        "503, soon, ",
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
