package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.UserHistories;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.server.config.ConfigReader;
import dev.millrace.server.http.Live;
import dev.millrace.server.http.ReleaseControl;
import dev.millrace.server.http.Served;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
    static {
        Leaks.watch();
    }

    private static final ReleaseControl NOBODY = new ReleaseControl() {
        @Override
        public Change reload() {
            throw new AssertionError("nobody asked for it");
        }

        @Override
        public Change rollback() {
            throw new AssertionError("nobody asked for it");
        }

        @Override
        public Status status() {
            return new Status("fake-1", "fake-1", "", "", 1);
        }
    };

    private final FakeShop shop = new FakeShop(FakeShop.DATA_END);
    private final AtomicInteger ranked = new AtomicInteger();

    private void play(String length) throws Exception {
        play(length, 100);
    }

    private void play(String length, int connections) throws Exception {
        Cascade cascade = shop.cascade(
                UserHistories.NONE,
                stages -> new Cascade.Stages(
                        stages.filter(),
                        stages.userVectors(),
                        stages.retriever(),
                        stages.features(),
                        counting(stages.reranker()),
                        stages.fineRanker(),
                        stages.policy()));
        try (cascade) {
            Rehearsal.play(
                    ConfigReader.parse("millrace.server { workers { threads = 2, rehearsal = " + length
                            + " }, http.max-connections = " + connections + " }"),
                    Live.always(new Served(cascade, shop.manifest(), new ListedItems(shop.catalog()))),
                    NOBODY);
        }
        Leaks.check();
    }

    private Ranker counting(Ranker ranker) {
        return new Ranker() {
            @Override
            public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
                ranked.incrementAndGet();
                ranker.score(query, candidates, rows, count, scores);
            }

            @Override
            public void close() {
                ranker.close();
            }
        };
    }

    @Test
    void requestsAreRankedAndNobodyIsLeft() throws Exception {
        play("1 s");
        assertThat(ranked.get()).isPositive();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("millrace-rehearsal"));
    }

    @Test
    void aServerForOneCallerIsRehearsedToo() throws Exception {
        play("500 ms", 1);
        assertThat(ranked.get()).isPositive();
    }

    @Test
    void aLengthOfNoneAsksNothing() throws Exception {
        play("0 s");
        assertThat(ranked.get()).isZero();
    }
}
