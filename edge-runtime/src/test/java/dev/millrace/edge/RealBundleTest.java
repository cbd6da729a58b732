package dev.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.edge.update.EdgeTransport;
import dev.millrace.edge.update.EdgeUpdater;
import dev.millrace.edge.update.UpdateOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day on a device with bundles that {@code millrace edge-bundle} wrote: {@code first.edge} and {@code second.edge},
 * 200 items of the made-up shop each, numbers 1 and 2. A change of the format needs new ones.
 */
final class RealBundleTest {
    private static final TrustedKeys KEYS = SignedBundle.EXPORTER;

    @TempDir
    private Path folder;

    private Path shop = Path.of("");

    @BeforeEach
    void install() throws IOException {
        shop = folder.resolve("shop.edge");
        try (InputStream first = resource("first.edge")) {
            Files.copy(first, shop);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(RealBundleTest.class.getResourceAsStream(name), name);
    }

    private static EdgeTransport serving(String name) throws IOException {
        return serving(resource(name).readAllBytes());
    }

    private static EdgeTransport serving(byte[] bytes) {
        return (target, headers) -> {
            Map<String, String> fields = Map.of(
                    "etag", "\"2\"",
                    "content-type", "application/vnd.millrace.edge-bundle",
                    "content-length", Integer.toString(bytes.length));
            return new EdgeTransport.Answer(200, fields, new ByteArrayInputStream(bytes));
        };
    }

    private EdgeOptions options() {
        return EdgeOptions.DEFAULT
                .withStore(folder.resolve("events"))
                .withEngine(Engine.BUILT_IN)
                .withMinimumBundle(EdgeUpdater.newestAccepted(shop));
    }

    @Test
    void aBundleOpensListsLearnsUpdatesAndIsSwapped() throws IOException {
        try (EdgeRecommender recommender = EdgeRecommender.open(shop, KEYS, options())) {
            assertThat(recommender.bundle().number()).isEqualTo(1);
            List<Recommendation> before =
                    recommender.recommend(Request.items(20).build());
            assertThat(before).hasSize(20).doesNotHaveDuplicates();
            String seen = before.get(0).itemId();
            recommender.observe(Event.view(seen));
            List<Recommendation> after = recommender.recommend(Request.items(20).build());
            assertThat(after).hasSize(20).noneMatch(one -> one.itemId().equals(seen));
            EdgeUpdater updater = new EdgeUpdater(shop, KEYS, serving("second.edge"), 1 << 20);
            assertThat(updater.update()).isInstanceOf(UpdateOutcome.Updated.class);
            recommender.swap(shop);
            assertThat(recommender.bundle().number()).isEqualTo(2);
            assertThat(recommender.recommend(Request.items(20).build())).hasSize(20);
        }
        try (EdgeRecommender again = EdgeRecommender.open(shop, KEYS, options())) {
            assertThat(again.bundle().number()).isEqualTo(2);
            assertThat(again.events().events()).hasSize(1);
        }
    }

    private UpdateOutcome updated(SignedBundle to, Engine engine) throws IOException {
        byte[] bytes = Files.readAllBytes(to.write(folder.resolve("new.edge"), 2));
        EdgeOptions options = EdgeOptions.DEFAULT.withEngine(engine);
        return new EdgeUpdater(
                        shop,
                        SignedBundle.TRUSTED,
                        serving(bytes),
                        1 << 20,
                        bundle -> EdgeRecommender.check(bundle, options))
                .update();
    }

    @Test
    void aBundleThatTheAppCannotRunDoesNotTakeThePlaceOfOneThatItCan() throws IOException {
        SignedBundle.first().write(shop, 1);
        byte[] before = Files.readAllBytes(shop);
        assertRefused(updated(SignedBundle.first().without("policy.json"), Engine.AUTO), "part policy.json: missing");
        assertRefused(
                updated(SignedBundle.first().without("rerank/model.mlp"), Engine.BUILT_IN),
                "part rerank/model.mlp: missing");
        assertRefused(updated(SignedBundle.first().withFineRanker(), Engine.ONNX), "fine ranker: cannot be loaded");
        assertThat(Files.readAllBytes(shop)).isEqualTo(before);
        assertThat(folder.resolve("shop.edge.part")).doesNotExist();
        assertThat(updated(SignedBundle.first().withFineRanker(), Engine.AUTO))
                .isInstanceOf(UpdateOutcome.Updated.class);
    }

    private static void assertRefused(UpdateOutcome outcome, String reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        UpdateOutcome.Failed.class,
                        failed -> assertThat(failed.reason())
                                .startsWith("the new bundle cannot be run here: ")
                                .contains(reason));
    }

    @Test
    void aFineRankerThatDoesNotLoadIsDoneWithoutUnlessItIsAskedForByName() throws IOException {
        Path file = SignedBundle.first().withFineRanker().write(folder.resolve("fine.edge"), 1);
        try (EdgeRecommender recommender =
                EdgeRecommender.open(file, SignedBundle.TRUSTED, EdgeOptions.DEFAULT.withEngine(Engine.AUTO))) {
            assertThat(recommender.bundle().engine()).isEqualTo("built-in, none");
            assertThat(recommender.recommend(Request.items(20).build())).hasSize(20);
        }
        assertThatThrownBy(() ->
                        EdgeRecommender.open(file, SignedBundle.TRUSTED, EdgeOptions.DEFAULT.withEngine(Engine.ONNX)))
                .isInstanceOf(BadBundleException.class)
                .hasMessageContaining("fine ranker: cannot be loaded");
    }

    @Test
    void aFilterIsAnsweredFromTheColumns() {
        try (EdgeRecommender recommender = EdgeRecommender.open(shop, KEYS, options())) {
            List<Recommendation> cheap = recommender.recommend(
                    Request.items(20).filter("price:[* TO 30]").build());
            assertThat(cheap).isNotEmpty();
            for (Recommendation one : cheap) {
                assertThat((Double) recommender.attributes(one.itemId()).get("price"))
                        .isLessThanOrEqualTo(30);
            }
        }
    }
}
