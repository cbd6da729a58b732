package dev.millrace.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.Response.Outcome;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.cascade.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A cascade over 2000 items whose stages take 1 + 2, 0.1 + 0.5, 0.2 + 5 and 2 + 100 microseconds a candidate. */
final class NarrowingTest {
    private static final int ITEMS = 2000;
    private static final long MICRO = 1000;

    private final Fakes.Ticker ticker = new Fakes.Ticker();
    private final Cascade cascade = cascade();

    private static Catalog catalog() {
        ItemTable table = new ItemTable(
                new Schema(List.of(), List.of(new EventType("view", 1))),
                IntStream.range(0, ITEMS).mapToObj(i -> "i" + i).toList(),
                List.of());
        return new Catalog(
                table,
                new ItemStatistics(new float[ITEMS], new float[ITEMS], new long[ITEMS], 0, 0),
                new FloatVectors(new float[ITEMS], 1),
                SimilarItems.of(new int[ITEMS + 1], new int[0], new float[0]));
    }

    private Cascade cascade() {
        Catalog catalog = catalog();
        return new Cascade(
                "v1",
                catalog,
                new Cascade.Stages(
                        new Fakes.Filter(catalog),
                        Fakes.COUNTING,
                        new TimedRetriever(),
                        new TimedFeatures(),
                        new TimedRanker(200, 5 * MICRO),
                        new TimedRanker(2000, 100 * MICRO),
                        Policy.NONE),
                Cascade.Widths.DEFAULT,
                UserHistories.NONE);
    }

    private final class TimedRetriever implements Retriever {
        @Override
        public Retrieval retrieve(Query query, int width, Candidates into) {
            for (int item = 0; item < width; item++) {
                into.add(item, 1, -item);
            }
            ticker.nanos += MICRO + 2 * MICRO * width;
            return new Retrieval("exact", 1, 1, true);
        }

        @Override
        public void close() {}
    }

    private final class TimedFeatures implements Features {
        @Override
        public List<String> names() {
            return List.of("one");
        }

        @Override
        public void build(Query query, Candidates candidates) {
            candidates.allocateFeatures(1);
            ticker.nanos += 100 + 500L * candidates.size();
        }
    }

    private final class TimedRanker implements Ranker {
        private final long fixedNanos;
        private final long nanosEach;

        TimedRanker(long fixedNanos, long nanosEach) {
            this.fixedNanos = fixedNanos;
            this.nanosEach = nanosEach;
        }

        @Override
        public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
            for (int i = 0; i < count; i++) {
                scores[i] = candidates.ordinal(rows[i]);
            }
            ticker.nanos += fixedNanos + nanosEach * count;
        }

        @Override
        public void close() {}
    }

    private Response ask(Duration budget, double effort) {
        Response response = cascade.begin(Request.items(20), Deadline.after(budget, ticker), effort)
                .answer();
        if (response == null) {
            throw new AssertionError("taken over");
        }
        return response;
    }

    private static Response.Stage stage(Response response, String name) {
        return response.coverage().stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void learn() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            ask(Duration.ofMillis(60), 0.3 + 0.7 * random.nextDouble());
        }
    }

    @Test
    void aWideBudgetIsNotCut() {
        learn();
        Response response = ask(Duration.ofMillis(100), 1);
        assertThat(response.coverage().degraded()).isFalse();
        assertThat(response.coverage().stages().stream().map(Response.Stage::outcome))
                .containsOnly(Outcome.FULL);
        assertThat(stage(response, "fine").out()).isEqualTo(200);
    }

    @Test
    void aBudgetThatIsTooShortForAllNarrowsTheCostliestStage() {
        learn();
        Response response = ask(Duration.ofMillis(15), 1);
        assertThat(stage(response, "retrieve").outcome()).isEqualTo(Outcome.FULL);
        assertThat(stage(response, "rerank").outcome()).isEqualTo(Outcome.FULL);
        assertThat(stage(response, "fine").outcome()).isEqualTo(Outcome.NARROWED);
        assertThat(stage(response, "fine").out()).isBetween(20, 80);
        assertThat(response.coverage().reasons())
                .singleElement()
                .asString()
                .matches("fine narrowed to [0-9]+ of 200: [0-9.]+ ms left, [0-9.]+ needed");
        assertThat(response.tookNanos()).isLessThan(15_000_000);
    }

    @Test
    void requestsWithoutAnyTimeLeaveTheEstimatesAlone() {
        learn();
        Response before = ask(Duration.ofMillis(15), 1);
        for (int i = 0; i < 500; i++) {
            Deadline passed = Deadline.since(ticker.nanos - MICRO, Duration.ofNanos(1), ticker);
            cascade.recommend(Request.items(20), passed);
        }
        assertThat(stage(ask(Duration.ofMillis(15), 1), "fine").out())
                .isCloseTo(stage(before, "fine").out(), within(3));
    }

    @Test
    void runsThatNobodyWaitsForTeachNothingOnceOthersDid() {
        learn();
        Response before = ask(Duration.ofMillis(15), 1);
        for (int i = 0; i < 100; i++) {
            cascade.recommend(Request.items(20), Deadline.none()); // by the system's clock: hardly any time passes
        }
        assertThat(stage(ask(Duration.ofMillis(15), 1), "fine").out())
                .isCloseTo(stage(before, "fine").out(), within(3));
    }

    @Test
    void aBudgetForTheCheapStagesAloneLeavesOutTheCostlyOne() {
        learn();
        Response response = ask(Duration.ofMillis(2), 1);
        assertThat(stage(response, "fine").outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(stage(response, "rerank").out()).isPositive();
        assertThat(response.items()).hasSize(20);
    }

    @Test
    void noAnswerIsLateWhateverTheBudgetAndEveryCutIsExplained() {
        learn();
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long micros = random.nextInt(10) == 0 ? 1 + random.nextInt(1000) : 1000 + random.nextInt(99_000);
            Response response = ask(Duration.ofNanos(micros * MICRO), 1);
            assertThat(response.tookNanos())
                    .as("seed %d, request %d, %s", seed, i, response.coverage())
                    .isLessThanOrEqualTo(micros * MICRO);
            assertThat(response.items()).hasSize(20);
            for (Response.Stage stage : response.coverage().stages()) {
                if (stage.outcome() != Outcome.FULL) {
                    assertThat(response.coverage().reasons()).anyMatch(reason -> reason.startsWith(stage.name() + " "));
                }
            }
        }
    }

    @Test
    void lessEffortNarrowsEveryStageAndSaysThatTheServerIsBusy() {
        learn();
        Response response = ask(Duration.ofSeconds(1), 0.25);
        assertThat(stage(response, "retrieve").out()).isEqualTo(250);
        assertThat(stage(response, "rerank").out()).isEqualTo(63);
        assertThat(stage(response, "fine").out()).isEqualTo(50);
        assertThat(response.coverage().degraded()).isTrue();
        assertThat(response.coverage().reasons()).contains("fine narrowed to 50 of 200: the server is busy");
        assertThat(response.items()).hasSize(20);
    }

    @Test
    void theLeastEffortIsNotSpentOnTheFineRanker() {
        Response response = ask(Duration.ofSeconds(1), 0.05);
        assertThat(response.coverage().reasons())
                .contains("rerank narrowed to 12 of 50: the server is busy", "fine skipped: the server is busy");
    }

    @Test
    void effortIsAShare() {
        for (double effort : new double[] {0, -1, 1.5, Double.NaN}) {
            assertThatThrownBy(() -> ask(Duration.ofSeconds(1), effort))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("effort");
        }
    }
}
