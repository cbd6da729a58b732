package dev.millrace.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.policy.Policy;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Split;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import dev.millrace.kernel.NativeVectors;
import dev.millrace.training.pipeline.Learning;
import dev.millrace.training.pipeline.TrainOptions;
import dev.millrace.training.pipeline.TrainingProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A release trained on a small shop, from data to answers. */
final class ServedPathTest {
    private static final RankCost COST = new RankCost(1, 1, 1, 1);
    private static final TrainOptions OPTIONS = new TrainOptions(16, 2, 1, false, Duration.ofMillis(1));
    private static final int RECALLED = 7;

    @TempDir
    static Path folder;

    private static Learning learning;
    private static Path release;

    @BeforeAll
    static void train() throws Exception {
        Dataset shop = SyntheticShop.generate(new ShopOptions(1000, 300, 6000, 5));
        String recalled = shop.items().id(RECALLED);
        Path rules = Files.writeString(
                folder.resolve("rules.json"),
                "{\"rules\": [{\"type\": \"exclude\", \"when\": {\"itemIds\": [\"" + recalled + "\"]}}]}");
        learning = Learning.of(shop, Split.defaultFor(shop), false, false, 1).withPolicy(rules);
        release = learning.trainer(OPTIONS, TrainingProgress.SILENT).train(folder, "small", learning.facts());
    }

    @Test
    void theServedCascadeRanksAsTheStagesDoOffline() {
        try (OpenRelease open = OpenRelease.open(release)) {
            StageSystem offline = new StageSystem(open, StageSystem.Upto.FINE, COST);
            CascadeSystem served = new CascadeSystem(open, COST);
            assertThat(learning.testUsers()).hasSizeGreaterThan(20);
            for (TestUser user : learning.testUsers()) {
                int[] expected = new int[50];
                int[] actual = new int[50];
                int size = offline.rank(user, expected, new Compute());
                assertThat(served.rank(user, actual, new Compute()))
                        .as("user %s", user.user())
                        .isEqualTo(size);
                assertThat(actual).as("user %s", user.user()).isEqualTo(expected);
            }
        }
    }

    @Test
    void vectorsLieOutsideTheHeapUntilTheReleaseIsClosed() {
        OpenRelease open = OpenRelease.open(release);
        ItemVectors vectors = open.catalog().vectors();
        assertThat(vectors).isInstanceOf(NativeVectors.class);
        assertThat(vectors.dot(0, 0)).isFinite();
        open.close();
        assertThatIllegalStateException().isThrownBy(() -> vectors.dot(0, 0));
    }

    @Test
    void aStoredUserIsServedAsOneWhoBringsTheirHistory() {
        try (OpenRelease open = OpenRelease.open(release)) {
            for (String user : open.histories().users().subList(0, 20)) {
                Request stored = Request.items(20).withUser(user);
                Request brought = Request.items(20).withHistory(open.histories().events(user));
                assertThat(ids(open, brought)).as(user).isEqualTo(ids(open, stored));
            }
        }
    }

    @Test
    void aStrangerGetsPopularItemsWithinTheFilter() {
        try (OpenRelease open = OpenRelease.open(release)) {
            Response all = open.cascade().recommend(Request.items(20), Deadline.none());
            assertThat(all.items()).hasSize(20);
            Column.Keywords categories =
                    open.catalog().items().keywords(Field.Role.CATEGORY).orElseThrow();
            String category =
                    categories.values(all.items().getFirst().ordinal()).getFirst();
            Response some = open.cascade()
                    .recommend(Request.items(20).withFilter("category:\"" + category + "\""), Deadline.none());
            assertThat(some.items()).isNotEmpty();
            for (Response.Item item : some.items()) {
                assertThat(categories.values(item.ordinal())).contains(category);
            }
        }
    }

    @Test
    void theReleaseHasTheRulesItWasGiven() {
        try (OpenRelease open = OpenRelease.open(release)) {
            Policy policy = open.stages().policy();
            assertThat(policy.excludesSeen()).isTrue();
            ItemSet hidden = Objects.requireNonNull(policy.hidden());
            assertThat(hidden.cardinality()).isEqualTo(1);
            assertThat(hidden.contains(RECALLED)).isTrue();
        }
    }

    @Test
    void aReleaseIsTestedOnTheSplitItWasTrainedWithAlone() {
        try (OpenRelease open = OpenRelease.open(release)) {
            open.check(learning);
            Dataset shop = SyntheticShop.generate(new ShopOptions(1000, 300, 6000, 5));
            Learning other = Learning.of(shop, new Split.LeaveOneOut(), false, false, 1);
            assertThatThrownBy(() -> open.check(other))
                    .hasMessageStartingWith("release small: learned with split time:");
        }
    }

    @ParameterizedTest
    @CsvSource({"small, is there already", "a/b, release version", "CURRENT, release version"})
    void aVersionThatCannotBeIsRefusedBeforeAnythingIsLearned(String version, String reason) {
        assertThatThrownBy(() ->
                        learning.trainer(OPTIONS, TrainingProgress.SILENT).train(folder, version, new JsonObject()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
        assertThat(folder.toFile().list((parent, name) -> name.startsWith(".work-")))
                .isEmpty();
    }

    @Test
    void theReleaseHoldsTheLearningCurves() {
        try (OpenRelease open = OpenRelease.open(release)) {
            for (String model : List.of("factors", "rerank", "fine")) {
                for (String suffix : Arrays.asList("csv", "json", "png")) {
                    assertThat(open.release().has("training/curves/" + model + "-curve." + suffix))
                            .as(model + " " + suffix)
                            .isTrue();
                }
            }
        }
    }

    private static List<String> ids(OpenRelease open, Request request) {
        return open.cascade().recommend(request, Deadline.none()).items().stream()
                .map(Response.Item::itemId)
                .toList();
    }
}
