package dev.millrace.finerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.release.BadReleaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with {@link SumModel}, where PyTorch is not on the class path. */
final class DjlFineRankerTest {
    private static final FineRankSignature SIGNATURE =
            new FineRankSignature(1000, 1, 4, List.of(PriorColumns.RERANK, PriorColumns.RETRIEVE));

    @TempDir
    private Path folder;

    @Test
    void pyTorchIsNotOnThisClassPath() {
        assertThatThrownBy(() -> Class.forName("ai.djl.pytorch.engine.PtEngine"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void scoresTheRowsItIsGivenInTheirOrder() throws IOException {
        try (DjlFineRanker ranker = open()) {
            float[] scores = new float[3];
            ranker.score(query(7, 8), candidates(), new int[] {2, 0}, 2, scores);
            assertThat(scores).containsExactly(8302.75f, 8300.75f, 0);
        }
    }

    @Test
    void onlyTheLatestEventsCount() throws IOException {
        try (DjlFineRanker ranker = open()) {
            float[] scores = new float[1];
            ranker.score(query(9, 9, 9, 1, 2, 3, 4), candidates(), new int[] {1}, 1, scores);
            assertThat(scores[0]).isEqualTo(4301.75f);
        }
    }

    @Test
    void aUserWithoutHistoryIsNotItsBusiness() throws IOException {
        try (DjlFineRanker ranker = open()) {
            assertThat(ranker.applies(query())).isFalse();
            assertThat(ranker.applies(query(1))).isTrue();
            assertThatThrownBy(() -> ranker.score(query(), candidates(), new int[] {1}, 1, new float[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("history");
        }
    }

    @Test
    void answersManyThreadsAtOnce() throws Exception {
        try (DjlFineRanker ranker = open();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Float>> answers = IntStream.range(1, 100)
                    .mapToObj(item -> threads.submit(() -> {
                        float[] scores = new float[1];
                        ranker.score(query(item), candidates(), new int[] {0}, 1, scores);
                        return scores[0];
                    }))
                    .toList();
            for (int item = 1; item < 100; item++) {
                assertThat(answers.get(item - 1).get()).isEqualTo(1000 * item + 300.75f);
            }
        }
    }

    @Test
    void aFileThatIsNoModelIsABadArtifact() throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), "not a model");
        assertThatThrownBy(() -> DjlFineRanker.open(file, SIGNATURE, List.of()))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("model.onnx");
    }

    private DjlFineRanker open() throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, SumModel.bytes());
        return DjlFineRanker.open(file, SIGNATURE, List.of());
    }

    private static Candidates candidates() {
        Candidates candidates = new Candidates();
        for (int i = 0; i < 3; i++) {
            candidates.add(300 + i, 1, 0.5f);
            candidates.lift(i, Tier.RERANK, 0.25f);
        }
        return candidates;
    }

    private static Query query(int... items) {
        long[] timestamps = new long[items.length];
        java.util.Arrays.fill(timestamps, History.NO_TIME);
        History history = new History(items, new byte[items.length], timestamps);
        return new Query(history, new float[0], Eligible.everything(1000), History.NO_TIME, Map.of());
    }
}
