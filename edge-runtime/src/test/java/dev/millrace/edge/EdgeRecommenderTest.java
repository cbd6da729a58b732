package dev.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.ItemFilter.InvalidFilterException;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.BundleKey;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.edge.rerank.Forgetful;
import dev.millrace.edge.store.EventStore;
import dev.millrace.edge.store.StoreLimits;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class EdgeRecommenderTest {
    private static final TrustedKeys KEYS = TrustedKeys.of(key());

    @TempDir
    private Path folder;

    private static BundleKey key() {
        return SigningKey.generate().publicKey();
    }

    private static EdgeRecommender shop() {
        return shop(EdgeOptions.DEFAULT, EventStore.inMemory(StoreLimits.DEFAULT), Ranker.NONE);
    }

    private static EdgeRecommender shop(EdgeOptions options, EventStore store, Ranker fine) {
        return new EdgeRecommender(DeviceShop.model(3, fine), KEYS, options, store);
    }

    private Path file() {
        return folder.resolve("shop.edge");
    }

    private static List<String> ids(List<Recommendation> list) {
        List<String> ids = new ArrayList<>();
        list.forEach(one -> ids.add(one.itemId()));
        return ids;
    }

    private static Request twenty() {
        return Request.items(20).build();
    }

    private static Report report(EdgeRecommender shop) {
        return Objects.requireNonNull(shop.lastReport());
    }

    @Test
    void aListHasWhatWasAskedForAndNothingThatWasSeen() {
        try (EdgeRecommender shop = shop()) {
            shop.observe(Event.view("i9"));
            List<Recommendation> list = shop.recommend(
                    Request.items(20).filter("category:books").reasons().build());
            assertThat(list).hasSize(20).doesNotHaveDuplicates();
            for (Recommendation one : list) {
                assertThat(shop.attributes(one.itemId())).containsEntry("category", List.of("books"));
                assertThat(one.title()).isEqualTo("Thing number " + one.itemId().substring(1));
                assertThat(one.scoredBy()).isEqualTo("rerank");
                assertThat(one.reasons()).isNotEmpty();
            }
            assertThat(ids(list)).doesNotContain("i9");
            assertThat(ids(shop.recommend(Request.items(300).build()))).hasSize(299);
            assertThat(ids(shop.recommend(Request.items(300)
                            .excludeSeen(false)
                            .exclude(List.of("i1", "none"))
                            .build())))
                    .hasSize(299)
                    .contains("i9")
                    .doesNotContain("i1");
        }
    }

    @Test
    void moreThanThereIsGivesAllOfItAsRankedAsEver() {
        try (EdgeRecommender shop = shop()) {
            shop.observe(Event.view("i9"));
            shop.recommend(twenty());
            List<Recommendation> all =
                    shop.recommend(Request.items(DeviceShop.ITEMS).build());
            for (int numResults : new int[] {1_000_000_000, Integer.MAX_VALUE}) {
                assertThat(shop.recommend(Request.items(numResults).build())).isEqualTo(all);
                assertThat(report(shop).degraded()).isFalse();
            }
        }
    }

    @Test
    void anEventCountsFromTheNextListOnAndForgettingUndoesIt() {
        try (EdgeRecommender shop = shop()) {
            List<String> before = ids(shop.recommend(twenty()));
            shop.observe(Event.purchase("i17"));
            List<String> after = ids(shop.recommend(twenty()));
            assertThat(after).isNotEqualTo(before);
            Report report = report(shop);
            assertThat(report.historyEvents()).isEqualTo(1);
            shop.forget();
            assertThat(ids(shop.recommend(twenty()))).isEqualTo(before);
        }
    }

    /** A fine ranker that counts how often it forgets, and lets something happen while it runs. */
    private static final class Remembering implements Ranker, Forgetful {
        private final AtomicInteger forgotten = new AtomicInteger();
        private Runnable meanwhile = () -> {};

        @Override
        public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
            meanwhile.run();
            Arrays.fill(scores, 0, count, 0);
        }

        @Override
        public void forget() {
            forgotten.incrementAndGet();
        }

        @Override
        public void close() {}
    }

    @Test
    void theFineRankerForgetsTooAndAgainAfterAListThatWasUnderWay() {
        Remembering fine = new Remembering();
        Remembering next = new Remembering();
        try (EdgeRecommender shop = shop(EdgeOptions.DEFAULT, EventStore.inMemory(StoreLimits.DEFAULT), fine)) {
            shop.observe(Event.view("i9"));
            shop.recommend(twenty());
            assertThat(fine.forgotten).hasValue(0);
            fine.meanwhile = shop::forget;
            shop.recommend(twenty());
            assertThat(fine.forgotten).hasValue(2);
            fine.meanwhile = () -> {};
            shop.recommend(twenty());
            assertThat(fine.forgotten).hasValue(2);
            shop.swap(file(), DeviceShop.model(4, next));
            shop.forget();
            assertThat(next.forgotten).hasValue(1);
        }
    }

    @Test
    void theHistoryOutlivesTheProcess() {
        Path file = folder.resolve("events");
        List<String> list;
        try (EdgeRecommender shop =
                shop(EdgeOptions.DEFAULT, EventStore.open(file, null, StoreLimits.DEFAULT), Ranker.NONE)) {
            shop.observe(Event.view("i5"));
            shop.observe(Event.view("unknown to this bundle"));
            list = ids(shop.recommend(twenty()));
        }
        try (EdgeRecommender shop =
                shop(EdgeOptions.DEFAULT, EventStore.open(file, null, StoreLimits.DEFAULT), Ranker.NONE)) {
            assertThat(ids(shop.recommend(twenty()))).isEqualTo(list);
            assertThat(shop.events().events()).hasSize(2);
        }
    }

    @Test
    void theStagesOfAListAreReported() {
        try (EdgeRecommender shop = shop()) {
            assertThat(shop.lastReport()).isNull();
            shop.observe(Event.view("i9"));
            shop.recommend(twenty());
            Report report = report(shop);
            assertThat(report.degraded()).isFalse();
            assertThat(report.stages().stream().map(Response.Stage::name))
                    .containsExactly("retrieve", "features", "rerank", "fine", "policy");
            assertThat(report.stages().get(3).outcome()).isEqualTo(Response.Outcome.PASSED);
            assertThat(report.mappedBytes()).isEqualTo(1_000);
        }
    }

    @Test
    void aServersListIsReorderedAndWhatIsUnknownKeepsItsPlace() {
        try (EdgeRecommender shop = shop()) {
            shop.observe(Event.view("i9"));
            List<String> given = List.of("i1", "x", "i2", "i3", "y", "i4", "i2", "z");
            List<String> joined = ids(shop.rerank(given, 20));
            assertThat(joined).hasSize(7);
            assertThat(joined.get(1)).isEqualTo("x");
            assertThat(joined.get(4)).isEqualTo("y");
            assertThat(joined.get(6)).isEqualTo("z");
            List<String> known = new ArrayList<>(joined);
            known.removeAll(List.of("x", "y", "z"));
            assertThat(known).isEqualTo(ids(shop.rerank(List.of("i4", "i3", "i2", "i1"), 20)));
            assertThat(ids(shop.rerank(given, 3))).isEqualTo(joined.subList(0, 3));
            assertThat(ids(shop.rerank(List.of("i9", "x"), 5))).containsExactly("x");
            assertThat(shop.rerank(List.of(), 5)).isEmpty();
        }
    }

    @Test
    void anEventTypeNobodyDeclaredIsRefused() {
        try (EdgeRecommender shop = shop()) {
            assertThatThrownBy(() -> shop.observe(Event.of("stare", "i1")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("event type: 'stare' (expected: one of view, purchase)");
            assertThat(shop.events().events()).isEmpty();
            assertThatThrownBy(() ->
                            shop.recommend(Request.items(5).filter("colour:red").build()))
                    .isInstanceOf(InvalidFilterException.class)
                    .hasMessageContaining("unknown field 'colour'");
        }
    }

    @Test
    void anExpiredBundleWorksAndSaysSo() {
        AtomicLong now = new AtomicLong(DeviceShop.EXPIRES.toEpochMilli() - 1);
        EdgeOptions options = EdgeOptions.DEFAULT.withClocks(now::get, System::nanoTime);
        try (EdgeRecommender shop = shop(options, EventStore.inMemory(StoreLimits.DEFAULT), Ranker.NONE)) {
            assertThat(shop.bundle().expired()).isFalse();
            shop.recommend(twenty());
            assertThat(Objects.requireNonNull(shop.lastReport()).reasons()).isEmpty();
            now.incrementAndGet();
            assertThat(shop.bundle().expired()).isTrue();
            assertThat(shop.recommend(twenty())).hasSize(20);
            Report report = Objects.requireNonNull(shop.lastReport());
            assertThat(report.reasons()).containsExactly("bundle expired: " + DeviceShop.EXPIRES);
            assertThat(report.degraded()).isFalse();
            shop.observe(Event.view("i1"));
            assertThat(shop.events().events().get(0).event().timestampMillis()).isEqualTo(now.get());
        }
    }

    @Test
    void aBundleThatIsRefusedLeavesTheRunningOne() throws Exception {
        Path bad = folder.resolve("bad.edge");
        Files.write(bad, new byte[500]);
        try (EdgeRecommender shop = shop()) {
            List<String> list = ids(shop.recommend(twenty()));
            assertThatThrownBy(() -> shop.swap(bad)).isInstanceOf(BadBundleException.class);
            assertThat(shop.bundle().number()).isEqualTo(3);
            assertThat(ids(shop.recommend(twenty()))).isEqualTo(list);
        }
    }

    @Test
    void eventsOutOfOrderAreAHistoryInOrder() {
        try (EdgeRecommender one = shop();
                EdgeRecommender other = shop()) {
            long time = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
            one.observe(Event.view("i1").at(time));
            one.observe(Event.view("i2").at(time + 1));
            one.observe(Event.view("i3").at(time + 2));
            other.observe(Event.view("i3").at(time + 2));
            other.observe(Event.view("i1").at(time));
            other.observe(Event.view("i2").at(time + 1));
            assertThat(other.recommend(twenty())).isEqualTo(one.recommend(twenty()));
        }
    }

    @Test
    void whoAsksAfterClosingIsTold() {
        EdgeRecommender shop = shop();
        shop.close();
        shop.close();
        assertThatThrownBy(() -> shop.recommend(twenty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("recommender: closed");
        assertThatThrownBy(() -> shop.observe(Event.view("i1"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(shop::forget).isInstanceOf(IllegalStateException.class);
    }

    /** A fine ranker that notices when it is closed while it works, or used afterwards. */
    private static final class Guarded implements Ranker {
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();
        private final AtomicInteger breaches;

        Guarded(AtomicInteger breaches) {
            this.breaches = breaches;
        }

        @Override
        public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
            inside.incrementAndGet();
            for (int i = 0; i < count; i++) {
                scores[i] = i;
            }
            if (closed.get() > 0) {
                breaches.incrementAndGet();
            }
            inside.decrementAndGet();
        }

        @Override
        public void close() {
            if (inside.get() > 0 || closed.incrementAndGet() > 1) {
                breaches.incrementAndGet();
            }
        }
    }

    /** A path to a bundle that says when it is being opened, and cannot be once it may. */
    private static Path slow(CountDownLatch opening, CountDownLatch goOn) {
        return (Path) Proxy.newProxyInstance(
                Path.class.getClassLoader(), new Class<?>[] {Path.class}, (path, method, given) -> {
                    opening.countDown();
                    goOn.await();
                    throw new IllegalStateException("no file");
                });
    }

    @Test
    @Timeout(60)
    void closingDoesNotWaitForASwapThatIsOpeningItsBundle() throws InterruptedException {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        EdgeRecommender shop = shop();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> swap = thread.submit(() -> shop.swap(slow(opening, goOn)));
            opening.await();
            shop.close();
            assertThat(swap.isDone()).isFalse();
            goOn.countDown();
            assertThatThrownBy(swap::get).hasMessageContaining("no file");
        } finally {
            goOn.countDown();
            thread.shutdownNow();
        }
    }

    @Test
    void whatWasOpenedTooLateIsClosedAndNotRun() {
        AtomicInteger breaches = new AtomicInteger();
        Guarded older = new Guarded(breaches);
        Guarded late = new Guarded(breaches);
        EdgeRecommender shop = shop();
        assertThatThrownBy(() -> shop.swap(file(), DeviceShop.model(2, older)))
                .isInstanceOf(BadBundleException.class)
                .hasMessage(file() + ": number 2 (expected: at least 3, running)");
        assertThat(shop.bundle().number()).isEqualTo(3);
        shop.close();
        assertThatThrownBy(() -> shop.swap(file(), DeviceShop.model(4, late)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(older.closed).hasValue(1);
        assertThat(late.closed).hasValue(1);
    }

    @Test
    void readersWritersSwapsAndClosingMeetWithoutHarm() throws Exception {
        AtomicInteger breaches = new AtomicInteger();
        List<Guarded> guarded = Collections.synchronizedList(new ArrayList<>());
        Guarded first = new Guarded(breaches);
        guarded.add(first);
        EdgeRecommender shop = shop(EdgeOptions.DEFAULT, EventStore.inMemory(StoreLimits.DEFAULT), first);
        CountDownLatch started = new CountDownLatch(3);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Integer>> readers = new ArrayList<>();
        try {
            for (int reader = 0; reader < 3; reader++) {
                readers.add(threads.submit(() -> {
                    int lists = 0;
                    while (true) {
                        try {
                            List<Recommendation> list = shop.recommend(Request.items(10)
                                    .filter("category:books OR price:[10 TO 50]")
                                    .build());
                            assertThat(new HashSet<>(ids(list))).hasSize(10);
                        } catch (IllegalStateException e) {
                            assertThat(e).hasMessage("recommender: closed");
                            return lists;
                        }
                        if (lists++ == 0) {
                            started.countDown();
                        }
                    }
                }));
            }
            started.await();
            for (int i = 0; i < 40; i++) {
                shop.observe(Event.view("i" + i));
                if (i % 8 == 7) {
                    Guarded next = new Guarded(breaches);
                    guarded.add(next);
                    shop.swap(file(), DeviceShop.model(4 + i, next));
                }
            }
            shop.close();
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(breaches).hasValue(0);
        assertThat(guarded).allMatch(one -> one.closed.get() == 1);
    }
}
