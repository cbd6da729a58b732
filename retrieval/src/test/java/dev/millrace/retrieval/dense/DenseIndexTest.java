package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.retrieval.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenseIndexTest {
    private static final int ITEMS = 3_000;
    private static final Catalog CATALOG = Shop.catalog(11, ITEMS, 16);

    /** Finds walks cheap, so that a small catalogue uses its graph. */
    private static final CostModel CHEAP_WALKS = new CostModel(1, 1, 1, 1, 1, 0.1, 0.1);

    @TempDir
    private Path folder;

    @Test
    void aGraphReadBackFindsWhatTheWrittenOneFound() throws IOException {
        AtomicLong seen = new AtomicLong();
        Release release = Shop.release(
                folder,
                CATALOG,
                writer -> DenseIndex.writeGraph(writer, CATALOG.vectors(), 1, (done, total) -> seen.set(done)));
        assertThat(seen).hasValue(ITEMS);
        try (GraphIndex built = GraphBuilder.build(CATALOG.vectors(), 1, Progress.NONE);
                GraphIndex read = GraphFile.read(release.file(DenseIndex.GRAPH), CATALOG.vectors())) {
            Clusters queries = new Clusters(1, 10, 16);
            for (int i = 0; i < 20; i++) {
                float[] query = queries.query();
                Eligible all = Eligible.everything(ITEMS);
                assertThat(GraphIndexTest.ordinals(GraphIndexTest.search(read, query, all, 100)))
                        .isEqualTo(GraphIndexTest.ordinals(GraphIndexTest.search(built, query, all, 100)));
            }
        }
    }

    @Test
    void scansWhereFewAreEligibleOrManyAreWantedAndWalksElsewhere() throws IOException {
        try (DenseIndex index = new DenseIndex(
                CATALOG.vectors(), GraphBuilder.build(CATALOG.vectors(), 1, Progress.NONE), CHEAP_WALKS)) {
            float[] query = new Clusters(1, 10, 16).query();
            Eligible all = Eligible.everything(ITEMS);
            assertThat(index.search(query, all, new TopItems(10)).strategy()).isEqualTo(VectorIndex.Strategy.GRAPH);
            ItemSet few = new ItemSet(ITEMS);
            few.add(1);
            assertThat(index.search(query, new Eligible(ITEMS, few, new int[0]), new TopItems(10)))
                    .isEqualTo(new VectorIndex.Visit(VectorIndex.Strategy.EXACT, 1));
        }
    }

    @Test
    void aSmallCatalogueHasNoGraphAndALargeOneHas() {
        assertThat(CostModel.MEASURED.prefersWalk(Eligible.everything(5_000), 64, 200))
                .isFalse();
        assertThat(CostModel.MEASURED.prefersWalk(Eligible.everything(1_000_000), 64, 1000))
                .isTrue();
        Eligible all = Eligible.everything(1_000_000);
        ItemSet hundredth = new ItemSet(1_000_000);
        for (int item = 0; item < 1_000_000; item += 100) {
            hundredth.add(item);
        }
        Eligible some = new Eligible(1_000_000, hundredth, new int[0]);
        assertThat(CostModel.MEASURED.prefersWalk(some, 64, 1000)).isFalse();
        assertThat(CostModel.MEASURED.prefersWalk(all, 64, 20)).isTrue();
    }

    @Test
    void aGraphThatIsDamagedOrOfOtherVectorsIsRefusedByName() throws IOException {
        Path file = folder.resolve("graph.bin");
        ItemVectors vectors = CATALOG.vectors();
        try (GraphIndex index = GraphBuilder.build(vectors, 1, Progress.NONE)) {
            GraphFile.write(index, vectors, file);
        }
        byte[] good = Files.readAllBytes(file);
        List<byte[]> bad = new ArrayList<>();
        for (int length : new int[] {0, 3, 11, 12, 40, good.length / 2, good.length - 1}) {
            bad.add(java.util.Arrays.copyOf(good, length));
        }
        for (int at = 0; at < good.length; at += at < 60 ? 3 : good.length / 9) {
            byte[] flipped = good.clone();
            flipped[at] ^= (byte) 0x80;
            bad.add(flipped);
        }
        for (byte[] bytes : bad) {
            Files.write(file, bytes);
            assertThatThrownBy(() -> GraphFile.read(file, vectors))
                    .as("%s bytes", bytes.length)
                    .isInstanceOf(BadReleaseException.class)
                    .hasMessageContaining("graph.bin");
        }
        Files.write(file, good);
        GraphFile.read(file, vectors).close();
        assertThatThrownBy(() -> GraphFile.read(file, new Clusters(2, 5, 16).items(ITEMS - 1, 2)))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("items: 3000 (expected: 2999, from the item vectors)");
        assertThatThrownBy(() -> GraphFile.read(file, new Clusters(2, 5, 8).items(ITEMS, 2)))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("dimension: 16 (expected: 8");
    }
}
