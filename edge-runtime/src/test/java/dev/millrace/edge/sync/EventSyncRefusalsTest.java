package dev.millrace.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.edge.Event;
import dev.millrace.edge.store.StoredEvent;
import dev.millrace.edge.sync.SyncOutcome.Rejected;
import dev.millrace.edge.sync.SyncOutcome.Sent;
import dev.millrace.edge.sync.SyncOutcome.UpToDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events and batches that the server does not take. */
final class EventSyncRefusalsTest extends SyncFixture {
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
}
