package dev.millrace.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.Response.Outcome;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.Shop;
import dev.millrace.cascade.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stage failing in every way, alone and in pairs. A sound stage takes 10 of a budget of 100. */
final class FaultTest {
    private static final int SOUND_NANOS = 10;
    private static final int BUDGET_NANOS = 100;

    private final Catalog catalog = Shop.catalog();
    private final Fakes.Ticker ticker = new Fakes.Ticker();
    private final Map<Place, Fault> faults = new EnumMap<>(Place.class);
    private final List<String> told = new ArrayList<>();
    private final Cascade cascade = new Cascade(
            "v1",
            catalog,
            new Cascade.Stages(
                    new Fakes.Filter(catalog),
                    Fakes.COUNTING,
                    new FaultyRetriever(),
                    new FaultyFeatures(),
                    new FaultyRanker(Place.RERANK),
                    new FaultyRanker(Place.FINE),
                    new FaultyPolicy()),
            new Cascade.Widths(4, 3, 2),
            UserHistories.NONE,
            (stage, fault) -> told.add(stage + " " + fault.getMessage()));
    private List<Integer> lastFound = List.of();
    private final List<Response> rescued = new ArrayList<>();
    private Passage passage = begin();

    enum Place {
        RETRIEVE,
        FEATURES,
        RERANK,
        FINE,
        POLICY
    }

    enum Fault {
        THROWS,
        /** What reading a mapped file gives that the disk does not give back. */
        UNREADABLE,
        HANGS,
        SLOW,
        NO_NUMBERS,
        NOTHING
    }

    /** Takes its time; returns whether there is to be no result, and leaves NaN to the caller. */
    private boolean act(Place place) {
        Fault fault = faults.get(place);
        ticker.nanos += fault == Fault.SLOW ? 10 * SOUND_NANOS : SOUND_NANOS;
        if (fault == Fault.THROWS) {
            throw new IllegalStateException("asked to");
        }
        if (fault == Fault.UNREADABLE) {
            throw new InternalError("a fault occurred in an unsafe memory access operation");
        }
        if (fault == Fault.HANGS) {
            hang();
        }
        return fault == Fault.NOTHING;
    }

    /**
     * As seen from the stage: the time goes by, another thread takes the request over and answers, then this one wakes.
     */
    private void hang() {
        ticker.nanos += BUDGET_NANOS;
        passage.cancel();
        if (passage.takeOver()) {
            Thread other = new Thread(() -> {
                Response response = passage.resume();
                if (response != null) {
                    rescued.add(response);
                    duringTheHang.run();
                }
            });
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private boolean searchedToItsEnd = true;
    private int firstWithoutNumber = Integer.MAX_VALUE;

    private boolean noNumbers(Place place) {
        return faults.get(place) == Fault.NO_NUMBERS;
    }

    private final class FaultyRetriever implements Retriever {
        @Override
        public Retrieval retrieve(Query query, int width, Candidates into) {
            if (!act(Place.RETRIEVE)) {
                for (int item = query.eligible().next(0);
                        item >= 0;
                        item = query.eligible().next(item + 1)) {
                    if (into.size() < width) {
                        into.add(item, 1, noNumbers(Place.RETRIEVE) ? Float.NaN : 10 - item);
                    }
                }
                lastFound =
                        IntStream.range(0, into.size()).mapToObj(into::ordinal).toList();
            }
            return new Retrieval("exact", 1, 1, searchedToItsEnd);
        }

        @Override
        public void close() {}
    }

    private final class FaultyFeatures implements Features {
        @Override
        public List<String> names() {
            return List.of("one");
        }

        @Override
        public void build(Query query, Candidates candidates) {
            if (!act(Place.FEATURES)) {
                float[] matrix = candidates.allocateFeatures(1);
                Arrays.fill(matrix, noNumbers(Place.FEATURES) ? Float.NaN : 1);
            }
        }
    }

    private final class FaultyRanker implements Ranker {
        private final Place place;

        FaultyRanker(Place place) {
            this.place = place;
        }

        @Override
        public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
            if (!act(place)) {
                for (int i = 0; i < count; i++) {
                    boolean without = noNumbers(place) || i >= firstWithoutNumber;
                    scores[i] = without ? Float.POSITIVE_INFINITY : candidates.ordinal(rows[i]);
                }
            }
        }

        @Override
        public void close() {}
    }

    private final class FaultyPolicy implements Policy {
        @Override
        public boolean excludesSeen() {
            return false;
        }

        @Override
        public ItemSet hidden() {
            ItemSet hidden = new ItemSet(catalog.items().size());
            hidden.add(1);
            return hidden;
        }

        @Override
        public int[] select(
                Query query, Candidates candidates, int[] ranked, int count, int results, Request.Diversity diversity) {
            if (act(Place.POLICY)) {
                return new int[0];
            }
            int[] rows = Arrays.copyOf(ranked, Math.min(count, results));
            if (noNumbers(Place.POLICY)) {
                rows[0] = -1;
            }
            return rows;
        }
    }

    private Passage begin() {
        return cascade.begin(
                Request.items(3).withExplain(Request.Explain.FEATURES),
                Deadline.after(Duration.ofNanos(BUDGET_NANOS), ticker),
                1);
    }

    private Response ask() {
        passage = begin();
        Response response = passage.answer();
        return response == null ? rescued.remove(0) : response;
    }

    private static void assertValid(Response response) {
        assertThat(response.items().stream().map(Response.Item::itemId)).containsExactlyInAnyOrder("a", "c", "d");
        assertThat(response.items()).allSatisfy(item -> assertThat(item.score()).isFinite());
        assertThat(response.coverage().stages().stream().map(Response.Stage::name))
                .containsExactly("retrieve", "features", "rerank", "fine", "policy");
        boolean lessThanAll = response.coverage().stages().stream()
                .anyMatch(stage -> stage.outcome() != Outcome.FULL && stage.outcome() != Outcome.PASSED);
        assertThat(response.coverage().degraded()).isEqualTo(lessThanAll);
        for (Response.Stage stage : response.coverage().stages()) {
            if (stage.outcome() != Outcome.FULL && stage.outcome() != Outcome.PASSED) {
                assertThat(response.coverage().reasons())
                        .as(stage.toString())
                        .anyMatch(reason -> reason.startsWith(stage.name() + " "));
            }
        }
    }

    private void assertSound(Response response) {
        assertValid(response);
        assertThat(response.coverage().degraded()).as(response.toString()).isFalse();
        assertThat(response.items().stream().map(Response.Item::itemId)).containsExactly("d", "c", "a");
        assertThat(response.items().stream().map(Response.Item::scoredBy)).containsOnly("fine");
    }

    static List<Map<Place, Fault>> everything() {
        List<Map<Place, Fault>> all = new ArrayList<>();
        for (Place one : Place.values()) {
            for (Fault fault : Fault.values()) {
                all.add(Map.of(one, fault));
                for (Place two : Place.values()) {
                    for (Fault other : Fault.values()) {
                        if (one.compareTo(two) < 0) {
                            all.add(Map.of(one, fault, two, other));
                        }
                    }
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("everything")
    void everyAnswerIsValidAndQualityReturnsWhenTheFaultEnds(Map<Place, Fault> each) {
        for (int i = 0; i < 20; i++) {
            assertSound(ask());
        }
        faults.putAll(each);
        boolean degraded = false;
        for (int i = 0; i < 30; i++) {
            Response response = ask();
            assertValid(response);
            degraded |= response.coverage().degraded();
        }
        boolean missingFeatures = each.equals(Map.of(Place.FEATURES, Fault.NO_NUMBERS));
        assertThat(degraded).isEqualTo(!missingFeatures);
        faults.clear();
        int requests = 0;
        while (ask().coverage().degraded()) {
            assertThat(++requests).as("requests until all is well").isLessThan(150);
        }
        for (int i = 0; i < 5; i++) {
            ask();
        }
        assertSound(ask());
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aStageWhoseRunIsLostIsNotBegunUntilThatComesBack(Place place) {
        assertSound(ask());
        faults.put(place, Fault.HANGS);
        // While the stage hangs, another request comes by.
        List<Outcome> seen = new ArrayList<>();
        Passage outer = cascade.begin(Request.items(3), Deadline.after(Duration.ofNanos(BUDGET_NANOS), ticker), 1);
        passage = outer;
        Runnable meanwhile = () -> {
            faults.clear();
            Response response =
                    cascade.recommend(Request.items(3), Deadline.after(Duration.ofNanos(BUDGET_NANOS), ticker));
            assertValid(response);
            seen.add(response.coverage().stages().get(place.ordinal()).outcome());
        };
        duringTheHang = meanwhile;
        assertThat(outer.answer()).isNull();
        assertThat(seen).containsExactly(Outcome.SKIPPED);
    }

    private Runnable duringTheHang = () -> {};

    @Test
    void aStageWhoseRunIsLostKeepsItsFilterWhileOthersUseTheirs() {
        faults.put(Place.RETRIEVE, Fault.HANGS);
        passage = cascade.begin(
                Request.items(3).withFilter("id:a"), Deadline.after(Duration.ofNanos(BUDGET_NANOS), ticker), 1);
        List<Response> others = new ArrayList<>();
        duringTheHang = () -> {
            faults.clear();
            for (int i = 0; i < 3; i++) {
                others.add(cascade.recommend(Request.items(3).withFilter("id:c"), Deadline.none()));
            }
        };
        assertThat(passage.answer()).isNull();
        assertThat(rescued.get(0).items().stream().map(Response.Item::itemId)).containsExactly("a");
        assertThat(others)
                .hasSize(3)
                .allSatisfy(other -> assertThat(other.items().stream().map(Response.Item::itemId))
                        .containsExactly("c"));
        assertThat(lastFound).containsExactly(catalog.items().ordinal("a"));
    }

    @Test
    void whatAStageThrewIsTold() {
        faults.put(Place.FINE, Fault.THROWS);
        Response response = ask();
        assertThat(told).containsExactly("fine asked to");
        assertThat(response.coverage().reasons()).containsExactly("fine failed: an error");
    }

    @Test
    void scoresThatAreNumbersAreKeptAndTheOthersTold() {
        firstWithoutNumber = 2;
        Response response = ask();
        assertValid(response);
        assertThat(response.coverage().reasons())
                .containsExactly(
                        "rerank narrowed to 2 of 3: scores that are no numbers",
                        "fine narrowed to 2 of 3: scores that are no numbers");
        assertThat(told)
                .containsExactly(
                        "rerank 1 of 3 scores (expected: finite numbers)",
                        "fine 1 of 3 scores (expected: finite numbers)");
    }

    @Test
    void aSearchThatWasCutIsToldThoughItFoundAsManyAsWereWanted() {
        searchedToItsEnd = false;
        Response response = ask();
        assertThat(response.coverage().stages().get(0).outcome()).isEqualTo(Outcome.NARROWED);
        assertThat(response.coverage().reasons())
                .containsExactly("retrieve narrowed to 3 of 4: the time was up before all were looked at");
    }

    @Test
    void aFaultFailsARequestThatNobodyWaitsFor() {
        faults.put(Place.RERANK, Fault.THROWS);
        assertThatThrownBy(() -> cascade.recommend(Request.items(3), Deadline.none()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("rerank failed: java.lang.IllegalStateException: asked to");
    }

    @Test
    void aStageThatIsDoneIsNotTakenOver() {
        Passage done = cascade.begin(Request.items(3), Deadline.after(Duration.ofNanos(BUDGET_NANOS), ticker), 1);
        assertThat(done.takeOver()).isFalse();
        assertThat(done.answer()).isNotNull();
        assertThat(done.takeOver()).isFalse();
    }
}
