package dev.millrace.benchmarks.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.benchmarks.report.RequestStages;
import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.kernel.NativeVectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchmarkReleaseTest {
    private static final ReleaseShape SHAPE = new ReleaseShape(2000, 16, 50, 60, 16, 16, 20, 1);

    @TempDir
    private Path folder;

    @BeforeEach
    void workHere() {
        System.setProperty(BenchmarkRelease.WORK, folder.toString());
    }

    @AfterEach
    void workElsewhere() {
        System.clearProperty(BenchmarkRelease.WORK);
    }

    @Test
    void aReleaseIsWrittenOnceAndAnswersWithEveryStage() throws Exception {
        Path releases = BenchmarkRelease.of(SHAPE);
        var written = Files.getLastModifiedTime(releases.resolve("CURRENT"));
        assertThat(BenchmarkRelease.of(SHAPE)).isEqualTo(releases);
        assertThat(Files.getLastModifiedTime(releases.resolve("CURRENT"))).isEqualTo(written);
        try (OpenShop shop = OpenShop.open(releases, new Cascade.Widths(500, 100, 40))) {
            String user = shop.users(1, 20).getFirst();
            assertThat(shop.history(user)).hasSizeGreaterThanOrEqualTo(20);
            Request request = Request.items(20).withUser(user).withFilter(shop.cheaperThan(0.5));
            Response response = shop.cascade().recommend(request, Deadline.none());
            assertThat(response.items()).hasSize(20);
            assertThat(response.items().getFirst().scoredBy()).isEqualTo("fine");
            assertThat(response.coverage().degraded()).isFalse();
            double most = shop.priceOf(0.5);
            Column.Numbers prices = shop.items().numbers(Field.Role.PRICE).orElseThrow();
            assertThat(response.items())
                    .allSatisfy(item -> assertThat(prices.value(item.ordinal())).isLessThanOrEqualTo(most));
            double share = IntStream.range(0, 2000)
                            .filter(item -> prices.value(item) <= most)
                            .count()
                    / 2000.0;
            assertThat(share).isCloseTo(0.5, within(0.01));
            assertThat(shop.items().keywords(Field.Role.CATEGORY).orElseThrow().dictionary())
                    .contains(shop.category(0.01));
        }
        OpenShop shop = OpenShop.open(releases, new Cascade.Widths(500, 100, 40));
        ItemVectors vectors = shop.cascade().catalog().vectors();
        assertThat(vectors).as("on the server").isInstanceOf(NativeVectors.class);
        assertThat(vectors.dot(0, 0)).isCloseTo(1, within(1e-5f));
        shop.close();
        assertThatIllegalStateException().isThrownBy(() -> vectors.dot(0, 0));
        Map<String, Double> stages = RequestStages.measure(releases, 5);
        assertThat(stages.keySet()).contains("retrieve", "features", "rerank", "fine", "policy", "answer");
    }

    @Test
    void vectorsAreOfLengthOneAndNearTheirOwnCluster() {
        int[] clusters = IntStream.range(0, 4000).map(i -> i % 40).toArray();
        FloatVectors vectors = ClusteredVectors.draw(clusters, 64, 3);
        double same = 0;
        double other = 0;
        for (int item = 0; item < 400; item++) {
            assertThat(vectors.dot(item, item)).isCloseTo(1, within(1e-4f));
            same += vectors.dot(item, item + 40) / 400;
            other += vectors.dot(item, item + 41) / 400;
        }
        assertThat(same).isGreaterThan(0.5);
        assertThat(other).isCloseTo(0, within(0.15));
    }

    @Test
    void theNameOfAReleaseChangesWithItsShape() {
        assertThat(BenchmarkRelease.name(SHAPE))
                .isEqualTo(BenchmarkRelease.name(new ReleaseShape(2000, 16, 50, 60, 16, 16, 20, 1)))
                .isNotEqualTo(BenchmarkRelease.name(new ReleaseShape(2000, 16, 50, 60, 16, 16, 20, 2)));
    }
}
