package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.UserHistories;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.server.config.ConfigReader;
import dev.millrace.server.swap.Live;
import dev.millrace.server.swap.Served;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
    static {
        Leaks.watch();
    }

    private final FakeShop shop = new FakeShop(FakeShop.DATA_END);
    private final AtomicInteger ranked = new AtomicInteger();

    private void play(String length) throws Exception {
        play(length, "");
    }

    private void play(String length, String keys) throws Exception {
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
                    ConfigReader.parse(
                            "millrace.server { workers { threads = 2, rehearsal = " + length + " }\n" + keys + "}"),
                    Live.always(new Served(cascade, shop.manifest(), new ListedItems(shop.catalog()))));
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
        play("500 ms", "http.max-connections = 1");
        assertThat(ranked.get()).isPositive();
    }

    @Test
    void noPortIsOpenedBeyondThisMachine() {
        // Reserved for documentation: nobody can listen there.
        String keys = "http.host = \"192.0.2.1\", releases.admin-host = \"192.0.2.1\"";
        assertThatCode(() -> play("100 ms", keys)).doesNotThrowAnyException();
    }

    @Test
    void aLengthOfNoneAsksNothing() throws Exception {
        play("0 s");
        assertThat(ranked.get()).isZero();
    }
}
