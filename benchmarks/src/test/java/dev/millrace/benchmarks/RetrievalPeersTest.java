package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.retrieval.dense.ExactIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetrievalPeersTest {
    private static final int WANTED = 50;

    @TempDir
    private Path folder = Path.of("");

    private final RetrievalData data = new RetrievalData(2_000, 32);

    @ParameterizedTest
    @ValueSource(strings = {"lucene-16", "hnswlib-16", "faiss-IVF16_Flat"})
    void findNearlyAllOfTheBestItemsWithTheirInnerProducts(String engine) throws IOException {
        assumeTrue(RetrievalPeers.missing(engine) == null, engine + " is absent");
        Eligible everything = Eligible.everything(data.items().size());
        TopItems best = new TopItems(WANTED);
        TopItems found = new TopItems(WANTED);
        // The second time it comes from the file.
        for (int time = 0; time < 2; time++) {
            try (RetrievalEngine peer = RetrievalPeers.open(engine, folder, data.items())) {
                int last = 0;
                while (peer.effort(last + 1) && last < 7) {
                    last++;
                }
                assertThat(peer.effort(last)).isTrue();
                int hits = 0;
                for (int query = 0; query < 10; query++) {
                    best.reset(WANTED);
                    new ExactIndex(data.items()).search(data.query(query), everything, best);
                    found.reset(WANTED);
                    peer.search(data.query(query), everything, found);
                    assertThat(found.size()).isEqualTo(WANTED);
                    assertThat(found.ordinal(0)).isEqualTo(best.ordinal(0));
                    assertThat(found.score(0)).isEqualTo(best.score(0), org.assertj.core.api.Assertions.within(1e-5f));
                    for (int rank = 0; rank < WANTED; rank++) {
                        hits += contains(best, found.ordinal(rank)) ? 1 : 0;
                    }
                }
                assertThat(hits).isGreaterThan(10 * WANTED * 9 / 10);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lucene-16", "faiss-IVF16_Flat"})
    void offerOnlyEligibleItems(String engine) throws IOException {
        assumeTrue(RetrievalPeers.missing(engine) == null, engine + " is absent");
        Eligible some = data.filters(0.1, false, 1)[0];
        TopItems found = new TopItems(WANTED);
        try (RetrievalEngine peer = RetrievalPeers.open(engine, folder, data.items())) {
            assertThat(peer.effort(5)).isTrue();
            peer.search(data.query(0), some, found);
        }
        assertThat(found.size()).isPositive();
        for (int rank = 0; rank < found.size(); rank++) {
            assertThat(some.contains(found.ordinal(rank))).isTrue();
        }
    }

    @Test
    void sayWhatToInstall() {
        assertThat(new NativeLibrary.Source("sieve", "no/such/header.h", "libsieve-dev", List.of()).missing())
                .isEqualTo("sieve: not installed (Debian: apt-get install libsieve-dev)");
        assertThat(RetrievalPeers.missing("planned")).isNull();
    }

    @Test
    void refuseANameThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetrievalPeers.open("annoy-10", folder, data.items()))
                .withMessageContaining("annoy-10");
    }

    private static boolean contains(TopItems items, int ordinal) {
        for (int rank = 0; rank < items.size(); rank++) {
            if (items.ordinal(rank) == ordinal) {
                return true;
            }
        }
        return false;
    }
}
