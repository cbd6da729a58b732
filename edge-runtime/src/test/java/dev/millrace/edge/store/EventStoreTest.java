package dev.millrace.edge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.edge.Event;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventStoreTest {
    private static final SecretKey KEY = key(1);

    @TempDir
    private Path folder;

    private static SecretKey key(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }

    private Path file() {
        return folder.resolve("events");
    }

    private static Event event(int i) {
        return Event.of(i % 3 == 0 ? "purchase" : "view", "item-\u00e9-" + i)
                .at(1_000L + i)
                .worth(i / 2f);
    }

    private EventStore open(boolean encrypted, StoreLimits limits) {
        return EventStore.open(file(), encrypted ? KEY : null, limits);
    }

    private static List<Event> events(EventStore store) {
        List<Event> events = new ArrayList<>();
        store.events().forEach(stored -> events.add(stored.event()));
        return events;
    }

    private static String idOf(EventStore store, int index) {
        return store.unsent().idOf(store.events().get(index));
    }

    private static List<Event> expected(int from, int to) {
        List<Event> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(event(i));
        }
        return events;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasAddedIsThereAfterOpeningAgain(boolean encrypted) {
        for (int round = 0; round < 4; round++) {
            try (EventStore store = open(encrypted, StoreLimits.DEFAULT)) {
                assertThat(events(store)).isEqualTo(expected(0, round * 5));
                assertThat(store.observed()).isEqualTo(round * 5L);
                for (int i = round * 5; i < round * 5 + 5; i++) {
                    assertThat(store.add(event(i))).isTrue();
                }
            }
        }
    }

    @Test
    void anEncryptedFileSaysNothing() throws IOException {
        try (EventStore store = open(true, StoreLimits.DEFAULT)) {
            store.add(Event.view("secret-item").at(1));
        }
        assertThat(new String(Files.readAllBytes(file()), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("secret")
                .doesNotContain("view");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFileCutAnywhereKeepsEveryWholeRecord(boolean encrypted) throws IOException {
        List<Long> ends = new ArrayList<>();
        try (EventStore store = open(encrypted, StoreLimits.DEFAULT)) {
            for (int i = 0; i < 4; i++) {
                store.add(event(i));
                ends.add(store.bytes());
            }
        }
        byte[] whole = Files.readAllBytes(file());
        for (int cut = ends.get(0).intValue(); cut < whole.length; cut++) {
            Files.write(file(), Arrays.copyOf(whole, cut));
            int kept = (int) within(ends, cut);
            try (EventStore store = open(encrypted, StoreLimits.DEFAULT)) {
                assertThat(events(store)).as("cut at %s", cut).isEqualTo(expected(0, kept));
                store.add(event(kept));
            }
            try (EventStore store = open(encrypted, StoreLimits.DEFAULT)) {
                assertThat(events(store)).as("cut at %s, then added", cut).isEqualTo(expected(0, kept + 1));
            }
        }
    }

    private static long within(List<Long> ends, int cut) {
        return ends.stream().filter(end -> end <= cut).count();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDamagedByteCostsTheRecordItIsInAndNoOther(boolean encrypted) throws IOException {
        List<Long> ends = new ArrayList<>();
        try (EventStore store = open(encrypted, StoreLimits.DEFAULT)) {
            for (int i = 0; i < 6; i++) {
                store.add(event(i));
                ends.add(store.bytes());
            }
        }
        byte[] whole = Files.readAllBytes(file());
        int first = Frames.HEAD + Frames.FRAME + Records.state(0, 0, 0).length + (encrypted ? 28 : 0);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x40;
            Files.write(file(), damaged);
            List<Event> rest = expected(0, 6);
            if (at >= first) {
                rest.remove((int) within(ends, at));
            }
            try (EventStore store = open(encrypted, StoreLimits.DEFAULT)) {
                assertThat(events(store)).as("damaged at %s", at).isEqualTo(rest);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDamagedByteOfTheHeadIsMendedInTheFile(boolean encrypted) throws IOException {
        try (EventStore store = open(encrypted, StoreLimits.DEFAULT)) {
            store.add(event(0));
        }
        byte[] whole = Files.readAllBytes(file());
        for (int at = 0; at < Frames.HEAD; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x5a;
            Files.write(file(), damaged);
            open(encrypted, StoreLimits.DEFAULT).close();
            assertThat(file()).as("damaged at %s", at).hasBinaryContent(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereTheCountersAreDamagedEventsCountAsSentUnderAnotherId(boolean encrypted) throws IOException {
        String id;
        try (EventStore store = open(encrypted, StoreLimits.DEFAULT)) {
            store.add(event(0));
            store.add(event(1));
            id = idOf(store, 1);
        }
        byte[] damaged = Files.readAllBytes(file());
        damaged[Frames.HEAD + Frames.FRAME] ^= 1;
        Files.write(file(), damaged);
        String another;
        try (EventStore store = open(encrypted, StoreLimits.DEFAULT)) {
            assertThat(events(store)).isEqualTo(expected(0, 2));
            assertThat(store.unsent().isEmpty()).isTrue();
            another = idOf(store, 1);
            assertThat(another).isNotEqualTo(id);
        }
        try (EventStore store = open(encrypted, StoreLimits.DEFAULT)) {
            assertThat(idOf(store, 1)).as("kept").isEqualTo(another);
            store.add(event(2));
            assertThat(store.unsent().events())
                    .singleElement()
                    .satisfies(unsent -> assertThat(unsent.event()).isEqualTo(event(2)));
        }
        try (EventStore store = open(encrypted, StoreLimits.DEFAULT)) {
            assertThat(events(store)).isEqualTo(expected(0, 3));
            assertThat(store.observed()).isEqualTo(3);
            assertThat(store.synced()).isEqualTo(2);
        }
    }

    @Test
    void recordsAreBoundToTheirPlaceAndFile() throws IOException {
        List<Integer> ends = new ArrayList<>();
        try (EventStore store = open(true, StoreLimits.DEFAULT)) {
            for (int i = 0; i < 3; i++) {
                store.add(Event.view("item" + i).at(i));
                ends.add((int) store.bytes());
            }
        }
        byte[] whole = Files.readAllBytes(file());
        int length = ends.get(1) - ends.get(0);
        byte[] swapped = whole.clone();
        System.arraycopy(whole, ends.get(0), swapped, ends.get(1), length);
        System.arraycopy(whole, ends.get(1), swapped, ends.get(0), length);
        Files.write(file(), swapped);
        try (EventStore store = open(true, StoreLimits.DEFAULT)) {
            assertThat(events(store))
                    .as("swapped")
                    .isEqualTo(List.of(Event.view("item0").at(0)));
        }
        byte[] doubled = Arrays.copyOf(whole, whole.length + length);
        System.arraycopy(whole, ends.get(1), doubled, whole.length, length);
        Files.write(file(), doubled);
        try (EventStore store = open(true, StoreLimits.DEFAULT)) {
            assertThat(events(store)).as("replayed").hasSize(3);
        }
    }

    @Test
    void anotherKeyOrNoneIsRefusedAndHarmsNothing() {
        try (EventStore store = open(true, StoreLimits.DEFAULT)) {
            store.add(event(0));
        }
        assertRefused(key(2), "with this key");
        assertRefused(null, "is encrypted (expected: a key)");
        try (EventStore store = open(true, StoreLimits.DEFAULT)) {
            assertThat(events(store)).isEqualTo(expected(0, 1));
        }
    }

    /** A key of a keystore that may be locked. */
    private static final class KeystoreKey implements SecretKey {
        private static final long serialVersionUID = 1L;

        private boolean locked;

        @Override
        public String getAlgorithm() {
            return KEY.getAlgorithm();
        }

        @Override
        public @Nullable String getFormat() {
            return locked ? null : KEY.getFormat();
        }

        @Override
        public byte @Nullable [] getEncoded() {
            return locked ? null : KEY.getEncoded();
        }
    }

    @Test
    void aKeyThatIsLockedCostsNoEventThatIsThere() throws IOException {
        KeystoreKey key = new KeystoreKey();
        StoreLimits limits = new StoreLimits(50, 8_192);
        int count = 300;
        try (EventStore store = EventStore.open(file(), key, limits)) {
            for (int i = 0; i < count; i++) {
                Event event = event(i);
                key.locked = true;
                assertThatThrownBy(() -> store.add(event))
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("the store's key: ");
                key.locked = false;
                assertThat(store.add(event)).isTrue();
                int kept = store.events().size();
                assertThat(kept).isGreaterThanOrEqualTo(Math.min(i + 1, 20));
                assertThat(events(store)).isEqualTo(expected(i + 1 - kept, i + 1));
            }
        }
        key.locked = true;
        byte[] whole = Files.readAllBytes(file());
        assertThatThrownBy(() -> EventStore.open(file(), key, limits))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the store's key: ");
        assertThat(Files.readAllBytes(file())).isEqualTo(whole);
        key.locked = false;
        try (EventStore store = EventStore.open(file(), key, limits)) {
            assertThat(store.observed()).isEqualTo(count);
        }
    }

    private void assertRefused(@Nullable SecretKey key, String reason) {
        assertThatThrownBy(() -> EventStore.open(file(), key, StoreLimits.DEFAULT))
                .isInstanceOf(BadStoreException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aForeignFileIsRefusedAndLeftAlone() throws IOException {
        byte[] foreign = "somebody's diary, which is no event store".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Files.write(file(), foreign);
        assertRefused(null, "is no event store, or its head is damaged; where it was one, delete the file");
        assertThat(Files.readAllBytes(file())).isEqualTo(foreign);
    }

    private void grow(long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    @Test
    void aFileOfAnotherKindOrSizeIsNotReadToItsEnd() throws IOException {
        grow(3L << 30);
        assertRefused(null, "is no event store");
        Files.delete(file());
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            store.add(event(0));
        }
        grow(3L << 30);
        assertRefused(null, "3221225472 bytes (expected: at most ");
        grow(1 << 20);
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            assertThat(events(store)).isEqualTo(expected(0, 1));
        }
        assertThatThrownBy(() -> new StoreLimits(1_000, 1 << 27))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("store: 1000 events, 134217728 bytes (expected: > 0, 4096 to 67108864)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFileStaysBoundedAndKeepsTheNewestEventsAndTheCounters(boolean encrypted) {
        StoreLimits limits = new StoreLimits(50, 8_192);
        try (EventStore store = open(encrypted, limits)) {
            store.add(event(0));
            store.sent(store.unsent(), 1);
            for (int i = 1; i < 1_000; i++) {
                store.add(event(i));
                assertThat(store.bytes()).isLessThanOrEqualTo(limits.bytes() + 200);
                int kept = store.events().size();
                assertThat(kept).isBetween(Math.min(i + 1, 20), 50);
                assertThat(events(store)).isEqualTo(expected(i + 1 - kept, i + 1));
            }
        }
        try (EventStore store = open(encrypted, limits)) {
            assertThat(store.observed()).isEqualTo(1_000);
            assertThat(store.synced()).isEqualTo(1);
            assertThat(store.events().get(store.events().size() - 1).sequence()).isEqualTo(1_000);
        }
    }

    @Test
    void forgettingRemovesTheFileAndItsIdentity() {
        String before;
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            store.add(event(0));
            before = idOf(store, 0);
            store.forget();
            assertThat(file()).doesNotExist();
            assertThat(store.events()).isEmpty();
            assertThat(store.observed()).isZero();
            store.add(event(1));
            assertThat(idOf(store, 0)).isNotEqualTo(before);
        }
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            assertThat(events(store)).isEqualTo(expected(1, 2));
        }
    }

    @Test
    void whatWasForgottenIsNotNotedAsSentInTheStoreThatFollows() {
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            store.add(event(0));
            store.add(event(1));
            Unsent before = store.unsent();
            store.forget();
            assertThat(store.sent(before, 2)).isFalse();
            assertThat(file()).doesNotExist();
            store.add(event(2));
            assertThat(store.sent(before, 2)).isFalse();
            assertThat(store.holds(before)).isFalse();
            assertThat(store.synced()).isZero();
            assertThat(store.unsent().events()).hasSize(1);
        }
    }

    @Test
    void aStorePutBackFromACopyGivesNoIdASecondTime() throws IOException {
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            store.add(event(0));
        }
        byte[] copy = Files.readAllBytes(file());
        String id;
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            store.add(event(1));
            id = idOf(store, 1);
        }
        Files.write(file(), copy);
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            store.add(event(2));
            assertThat(store.events().get(1).sequence()).isEqualTo(2);
            assertThat(idOf(store, 1)).isNotEqualTo(id);
        }
    }

    @Test
    void aForgettingThatWasInterruptedLeavesAnEmptyStore() throws IOException {
        Files.write(file(), new byte[0]);
        try (EventStore store = open(true, StoreLimits.DEFAULT)) {
            assertThat(store.events()).isEmpty();
            store.add(event(0));
        }
        try (EventStore store = open(true, StoreLimits.DEFAULT)) {
            assertThat(events(store)).isEqualTo(expected(0, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptedThreadObservesCompactsAndForgets(boolean encrypted) {
        StoreLimits limits = new StoreLimits(50, 8_192);
        try (EventStore store = open(encrypted, limits)) {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 300; i++) {
                assertThat(store.add(event(i))).isTrue();
            }
            assertThat(store.sent(store.unsent(), 300)).isTrue();
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            store.add(event(300));
        }
        Thread.currentThread().interrupt();
        try (EventStore store = open(encrypted, limits)) {
            assertThat(store.observed()).isEqualTo(301);
            assertThat(store.synced()).isEqualTo(300);
            store.forget();
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            assertThat(file()).doesNotExist();
            store.add(event(1));
            assertThat(events(store)).isEqualTo(expected(1, 2));
        }
    }

    @Test
    void whatAKilledCompactionLeftIsForgottenToo() throws IOException {
        Path left = folder.resolve(".events.tmp");
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            store.add(event(0));
            Files.copy(file(), left);
            store.forget();
            assertThat(left).doesNotExist();
            store.add(event(0));
        }
        Files.copy(file(), left);
        open(false, StoreLimits.DEFAULT).close();
        assertThat(left).as("after opening").doesNotExist();
    }

    @Test
    void aFileThatCannotBeRemovedIsEmptied() throws IOException {
        Path moved = folder.resolve("moved");
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            store.add(event(0));
            Files.move(file(), moved);
            Files.createDirectories(file().resolve("full"));
            assertThatThrownBy(store::forget).isInstanceOf(UncheckedIOException.class);
            assertThat(moved).isEmptyFile();
            assertThat(store.events()).isEmpty();
        }
    }

    @Test
    void aCompactionThatFailsWhereTheFileIsGoneSaysWhyAndLeavesNoOther() throws IOException {
        StoreLimits limits = new StoreLimits(50, 8_192);
        try (EventStore store = open(false, limits)) {
            int added = 0;
            while (store.bytes() < limits.bytes() - 200) {
                store.add(event(added++));
            }
            Files.delete(file());
            Path temporary = Files.createDirectories(folder.resolve(".events.tmp/full"));
            int first = added;
            assertThatThrownBy(() -> {
                        for (int i = first; i < first + 20; i++) {
                            store.add(event(i));
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(".events.tmp")
                    .cause()
                    .satisfies(cause ->
                            assertThat(cause.getSuppressed()).singleElement().isInstanceOf(NoSuchFileException.class));
            assertThat(file()).doesNotExist();
            int kept = store.events().size();
            Files.delete(temporary);
            Files.delete(temporary.getParent());
            store.add(event(999));
            assertThat(store.events()).hasSizeGreaterThan(kept / 4);
            assertThat(file()).exists();
        }
    }

    @Test
    void anEventIdCountsOnce() {
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            assertThat(store.add(event(0).withId("e1"))).isTrue();
            assertThat(store.add(event(1).withId("e1"))).isFalse();
            assertThat(store.add(event(1).withId("e2"))).isTrue();
        }
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            assertThat(store.add(event(5).withId("e2"))).isFalse();
            assertThat(store.events()).hasSize(2);
            assertThat(idOf(store, 1)).isEqualTo("e2");
        }
    }

    @Test
    void anEventWithoutATimeIsRefused() {
        try (EventStore store = open(false, StoreLimits.DEFAULT)) {
            assertThatThrownBy(() -> store.add(Event.view("i1")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("event: of no time (expected: a time, which observing gives it)");
            assertThat(store.events()).isEmpty();
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        EventStore store = open(false, StoreLimits.DEFAULT);
        store.close();
        assertThatThrownBy(() -> store.add(event(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
