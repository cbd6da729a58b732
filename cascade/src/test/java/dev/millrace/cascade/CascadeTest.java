package dev.millrace.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Shop;
import dev.millrace.cascade.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Four items a, b, c, d; retrieval likes a best, the re-ranker d, the fine ranker c. */
final class CascadeTest {
    private final Catalog catalog = Shop.catalog();
    private final Fakes.Ticker ticker = new Fakes.Ticker();
    private final Fakes.Filter filter = new Fakes.Filter(catalog);
    private final Fakes.EligibleRetriever retriever = new Fakes.EligibleRetriever();
    private final Fakes.TableRanker reranker = new Fakes.TableRanker(ticker, 10, -4, -3, -2, -1);
    private final Fakes.TableRanker fineRanker = new Fakes.TableRanker(ticker, 10, 0, 0, 9, 5);
    private Cascade cascade = cascade(new Cascade.Widths(4, 2, 1));

    private Cascade cascade(Cascade.Widths widths) {
        Cascade.Stages stages = new Cascade.Stages(
                filter, Fakes.COUNTING, retriever, new Fakes.OrdinalFeatures(), reranker, fineRanker, Policy.NONE);
        return new Cascade("v1", catalog, stages, widths, UserHistories.NONE);
    }

    @BeforeEach
    void startTheClock() {
        ticker.nanos = 1000;
    }

    private Response recommend(Request request) {
        return cascade.recommend(request, Deadline.after(Duration.ofNanos(100), ticker));
    }

    private static List<String> ids(Response response) {
        return response.items().stream().map(Response.Item::itemId).toList();
    }

    private static List<String> tiers(Response response) {
        return response.items().stream().map(Response.Item::scoredBy).toList();
    }

    private static HistoryEvent view(String item) {
        return new HistoryEvent(item, "view", 5);
    }

    @Test
    void aTierNeverMixesWithAnother() {
        Response response = recommend(Request.items(4));
        assertThat(ids(response)).containsExactly("c", "d", "b", "a");
        assertThat(tiers(response)).containsExactly("fine", "fine", "rerank", "rerank");
        assertThat(response.items().stream().map(Response.Item::score)).containsExactly(9f, 5f, -3f, -4f);
        assertThat(fineRanker.scored).containsExactly(3, 2);
        assertThat(response.release()).isEqualTo("v1");
        assertThat(response.coverage().degraded()).isFalse();
        assertThat(response.coverage().reasons()).isEmpty();
    }

    @Test
    void everyStageSaysWhatItDid() {
        Response response = recommend(Request.items(3));
        assertThat(response.coverage().stages().stream().map(Response.Stage::name))
                .containsExactly("retrieve", "features", "rerank", "fine", "policy");
        assertThat(response.coverage().stages().stream().map(Response.Stage::in))
                .containsExactly(4, 4, 4, 2, 1);
        assertThat(response.coverage().stages().stream().map(Response.Stage::out))
                .containsExactly(4, 4, 4, 2, 3);
        assertThat(response.coverage().stages().stream().map(Response.Stage::nanos))
                .containsExactly(0L, 0L, 10L, 10L, 0L);
        assertThat(response.coverage().stages().get(0).strategy()).isEqualTo("exact");
        assertThat(response.coverage().stages().get(0).selectivity()).isEqualTo(1);
        assertThat(response.tookNanos()).isEqualTo(20);
    }

    @Test
    void aStageThatWouldBeginAfterTheDeadlineIsSkippedAndSaidToBe() {
        Fakes.TableRanker slow = new Fakes.TableRanker(ticker, 100, -4, -3, -2, -1);
        Cascade.Stages stages = new Cascade.Stages(
                filter, Fakes.COUNTING, retriever, new Fakes.OrdinalFeatures(), slow, fineRanker, Policy.NONE);
        cascade = new Cascade("v1", catalog, stages, new Cascade.Widths(4, 2, 1), UserHistories.NONE);
        Response response = recommend(Request.items(4));
        assertThat(ids(response)).containsExactly("d", "c", "b", "a");
        assertThat(tiers(response)).containsOnly("rerank");
        assertThat(response.coverage().degraded()).isTrue();
        assertThat(response.coverage().reasons()).containsExactly("fine skipped: the deadline has passed");
        assertThat(response.coverage().stages().get(3).out()).isZero();
        assertThat(fineRanker.scored).isEmpty();
    }

    @Test
    void aDeadlineThatHasPassedIsAnsweredWithPopularItems() {
        Deadline deadline = Deadline.after(Duration.ofNanos(1), ticker);
        ticker.nanos += 1;
        Response response = cascade.recommend(Request.items(2), deadline);
        assertThat(ids(response)).containsExactly("a", "b");
        assertThat(tiers(response)).containsOnly("retrieve");
        assertThat(retriever.asked).isZero();
        assertThat(response.items().get(0).sources()).containsExactly("popular");
        assertThat(response.coverage().reasons())
                .containsExactly(
                        "retrieve skipped: the deadline has passed",
                        "features skipped: the deadline has passed",
                        "rerank skipped: there are no features",
                        "fine skipped: there are no features");
    }

    @Test
    void aModelThatHasNothingToSayIsPassedOverWithoutDegrading() {
        fineRanker.applies = false;
        Response response = recommend(Request.items(4));
        assertThat(tiers(response)).containsOnly("rerank");
        assertThat(response.coverage().degraded()).isFalse();
        assertThat(response.coverage().stages().get(3))
                .isEqualTo(new Response.Stage("fine", 2, 0, 0, "", Double.NaN, 0, Response.Outcome.PASSED));
    }

    @Test
    void rankOrdersTheCallersItemsAndNamesTheUnknownOnes() {
        Response response = recommend(Request.items(10).withItems(List.of("d", "nothing", "a", "d", "none", "c")));
        assertThat(ids(response)).containsExactly("c", "d", "a");
        assertThat(response.unknownItemIds()).containsExactly("nothing", "none");
        assertThat(response.items().get(0).sources()).containsExactly("caller");
    }

    @Test
    void rankingNothingGivesAnEmptyAnswer() {
        for (List<String> items : List.of(List.<String>of(), List.of("nothing"))) {
            Response response = recommend(Request.items(10).withItems(items));
            assertThat(response.items()).isEmpty();
            assertThat(response.unknownItemIds()).isEqualTo(items);
            assertThat(response.coverage().degraded()).isFalse();
        }
        assertThat(reranker.scored).isEmpty();
    }

    @Test
    void rankKeepsToTheFilterAndTheExclusions() {
        Request request = Request.items(10)
                .withItems(List.of("a", "b", "c"))
                .withFilter("id:a,c,d")
                .withExclude(new Request.Exclude(null, List.of("c")));
        assertThat(ids(recommend(request))).containsExactly("a");
    }

    @Test
    void aListThatIsShorterThanAskedForIsNoted() {
        Response response = recommend(Request.items(7));
        assertThat(response.items()).hasSize(4);
        assertThat(response.coverage().reasons()).containsExactly("4 of 7 results: no more items are eligible");
        assertThat(response.coverage().degraded()).isFalse();
    }

    @Test
    void moreResultsThanTheCascadeIsWideAreRetrievedAllTheSame() {
        cascade = cascade(new Cascade.Widths(2, 1, 1));
        assertThat(ids(recommend(Request.items(1)))).containsExactly("b");
        assertThat(ids(recommend(Request.items(4)))).containsExactly("d", "c", "b", "a");
    }

    @Test
    void theFilterHoldsAndAFilterThatMatchesLittleGivesAllOfIt() {
        Response response = recommend(Request.items(2).withFilter("id:b"));
        assertThat(ids(response)).containsExactly("b");
        assertThat(response.coverage().stages().get(0).selectivity()).isEqualTo(0.25);
        assertThat(response.coverage().reasons()).containsExactly("1 of 2 results: no more items are eligible");
    }

    @Test
    void seenItemsAreLeftOutUnlessTheRequestWantsThem() {
        Request request = Request.items(4).withHistory(List.of(view("c"), view("unknown")));
        assertThat(ids(recommend(request))).containsExactly("d", "b", "a");
        assertThat(ids(recommend(request.withExclude(new Request.Exclude(false, List.of("d"))))))
                .containsExactly("c", "b", "a");
        assertThat(ids(recommend(request.withExclude(new Request.Exclude(true, List.of("d", "nothing"))))))
                .containsExactly("a", "b"); // a tie in the fine ranker's eyes
    }

    @Test
    void reasonsAreGivenWhenAskedFor() {
        Request request = Request.items(4).withHistory(List.of(view("a")));
        assertThat(recommend(request).items()).allSatisfy(item -> {
            assertThat(item.reasons()).isEmpty();
            assertThat(item.features()).isEmpty();
        });
        Response explained = recommend(request.withExplain(Request.Explain.REASONS));
        assertThat(ids(explained)).containsExactly("c", "d", "b");
        assertThat(explained.items().stream().map(Response.Item::reasons))
                .containsExactly(List.of("because of a"), List.of("matches your taste"), List.of("because of a"));
        assertThat(explained.items())
                .allSatisfy(item -> assertThat(item.features()).isEmpty());
    }

    @Test
    void theReasonIsTheHistoryItemThatListsTheItemAsMostSimilar() {
        Request request = Request.items(4)
                .withHistory(List.of(view("b"), view("a")))
                .withExclude(new Request.Exclude(false, List.of()))
                .withExplain(Request.Explain.REASONS);
        Response response = recommend(request);
        assertThat(ids(response)).containsExactly("c", "d", "b", "a");
        assertThat(response.items().stream().map(item -> item.reasons().get(0)))
                .containsExactly("because of a", "matches your taste", "because of a", "because of b");
    }

    @Test
    void featuresAreGivenByNameWithoutTheMissingOnes() {
        Response response = recommend(Request.items(4).withExplain(Request.Explain.FEATURES));
        assertThat(response.items().stream().map(Response.Item::features))
                .containsExactly(
                        Map.of("ordinal", 2f),
                        Map.of("ordinal", 3f),
                        Map.of("ordinal", 1f),
                        Map.of("ordinal", 0f, "first", 1f));
    }

    @Test
    void aRequestThatFailsLeavesTheNextOneUntouched() {
        assertThatThrownBy(() -> recommend(Request.items(1).withFilter("price:[1 TO 2]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("price:[1 TO 2]");
        for (int i = 0; i < 3; i++) {
            assertThat(ids(recommend(Request.items(4)))).containsExactly("c", "d", "b", "a");
        }
    }

    @Test
    void everyStageIsClosedOnce() {
        cascade.close();
        assertThat(List.of(filter.closed, retriever.closed, reranker.closed, fineRanker.closed))
                .containsOnly(1);
    }

    @Test
    void widthsThatGrowAreRefused() {
        for (int[] widths : new int[][] {{1, 2, 1}, {3, 2, 3}, {1, 1, 0}}) {
            assertThatThrownBy(() -> new Cascade.Widths(widths[0], widths[1], widths[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("widths");
        }
    }

    @Test
    void aDeadlineCountsDownByItsTicker() {
        Deadline deadline = Deadline.after(Duration.ofNanos(5), ticker);
        assertThat(deadline.remainingNanos()).isEqualTo(5);
        ticker.nanos += 4;
        assertThat(deadline.remainingNanos()).isEqualTo(1);
        ticker.nanos += 2;
        assertThat(deadline.remainingNanos()).isEqualTo(-1);
        assertThat(deadline.elapsedNanos()).isEqualTo(6);
        assertThat(Deadline.none().unlimited()).isTrue();
        for (Duration budget : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThatThrownBy(() -> Deadline.after(budget, ticker)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
