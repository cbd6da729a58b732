package dev.millrace.finerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.PriorColumns;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.Standardization;
import dev.millrace.cascade.release.BadReleaseException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs with {@link SumModel}, where PyTorch is not on the class path. */
final class DjlFineRankerTest {
    private static final Standardization AS_IT_IS = new Standardization(new float[2], new float[] {1, 1}, false);
    private static final FineRankSignature SIGNATURE =
            new FineRankSignature(1000, 1, 4, List.of(PriorColumns.RERANK, PriorColumns.RETRIEVE), AS_IT_IS);

    /** asinh(1/4) + asinh(1/2), what the priors of {@link #candidates} become. */
    private static final float PRIORS = 0.2474665f + 0.4812118f;

    private static final Offset<Float> CLOSE = Offset.offset(0.01f);

    private final HistoryMemory memory = new HistoryMemory(1 << 20);

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
            assertThat(scores[0]).isCloseTo(8302 + PRIORS, CLOSE);
            assertThat(scores[1]).isCloseTo(8300 + PRIORS, CLOSE);
            assertThat(scores[2]).isZero();
        }
    }

    @Test
    void featuresThatAreThePriorsAreReadWhereTheyLie() throws IOException {
        List<String> names = List.of("age", "price");
        FineRankSignature features = new FineRankSignature(1000, 1, 4, names, AS_IT_IS);
        Path file = Files.write(folder.resolve("model.onnx"), SumModel.bytes());
        try (DjlFineRanker ranker = DjlFineRanker.open(file, features, names)) {
            Candidates candidates = candidates();
            float[] matrix = candidates.allocateFeatures(2);
            java.util.Arrays.fill(matrix, 0, 4, 100);
            matrix[4] = 0.25f;
            matrix[5] = Float.NaN;
            float[] scores = new float[1];
            ranker.score(query(7, 8), candidates, new int[] {2}, 1, scores);
            assertThat(scores[0]).isCloseTo(8302.247f, CLOSE);
        }
    }

    @Test
    void onlyTheLatestEventsCount() throws IOException {
        try (DjlFineRanker ranker = open()) {
            float[] scores = new float[1];
            ranker.score(query(9, 9, 9, 1, 2, 3, 4), candidates(), new int[] {1}, 1, scores);
            assertThat(scores[0]).isCloseTo(4301 + PRIORS, CLOSE);
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
                assertThat(answers.get(item - 1).get()).isCloseTo(1000 * item + 300 + PRIORS, CLOSE);
            }
        }
    }

    @Test
    void aHistoryIsEncodedOnceUntilTheNextEvent() throws IOException {
        try (DjlFineRanker ranker = open()) {
            float[] scores = new float[1];
            for (int i = 0; i < 3; i++) {
                ranker.score(query(7, 8), candidates(), new int[] {0}, 1, scores);
                assertThat(scores[0]).isCloseTo(8300 + PRIORS, CLOSE);
            }
            assertThat(memory.encoded()).isEqualTo(1);
            assertThat(memory.known()).isEqualTo(2);
            ranker.score(query(7, 8, 9), candidates(), new int[] {0}, 1, scores);
            assertThat(scores[0]).isCloseTo(9300 + PRIORS, CLOSE);
            assertThat(memory.encoded()).isEqualTo(2);
        }
    }

    @Test
    void eventsOfAnotherTypeOrTimeAreAnotherHistory() throws IOException {
        FineRankSignature twoTypes = new FineRankSignature(1000, 2, 4, SIGNATURE.priors(), AS_IT_IS);
        Path file = Files.write(folder.resolve("model.onnx"), SumModel.bytes());
        try (DjlFineRanker ranker = DjlFineRanker.open(file, twoTypes, List.of(), memory)) {
            long[][] times = {{0, 0}, {0, 5000}, {0, 0}};
            byte[][] types = {{0, 0}, {0, 0}, {0, 1}};
            for (int i = 0; i < 3; i++) {
                Query query = query(new History(new int[] {7, 8}, types[i], times[i]), 5000);
                ranker.score(query, candidates(), new int[] {0}, 1, new float[1]);
            }
            assertThat(memory.encoded()).isEqualTo(3);
        }
    }

    @Test
    void aRequestThatIsCancelledEndsAndTheNextOneIsAnswered() throws IOException {
        try (DjlFineRanker ranker = open()) {
            for (int i = 0; i < 10; i++) {
                Cancellation cancelled = new Cancellation();
                cancelled.cancel();
                Query query = query(i + 1);
                assertThatThrownBy(() -> ranker.score(query, candidates(), new int[] {0}, 1, new float[1], cancelled))
                        .isInstanceOf(CancellationException.class);
            }
            float[] scores = new float[1];
            ranker.score(query(7, 8), candidates(), new int[] {0}, 1, scores);
            assertThat(scores[0]).isCloseTo(8300 + PRIORS, CLOSE);
        }
    }

    @Test
    @Timeout(60)
    void aRunThatWouldNeverEndIsEnded() throws Exception {
        try (DjlFineRanker ranker = open();
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Cancellation> cancellations =
                    Stream.generate(Cancellation::new).limit(8).toList();
            List<? extends Future<?>> hanging = cancellations.stream()
                    .map(cancellation -> threads.submit(() -> ranker.score(
                            query(SumModel.ENDLESS), candidates(), new int[] {0}, 1, new float[1], cancellation)))
                    .toList();
            int running = Math.min(8, Runtime.getRuntime().availableProcessors());
            while (memory.encoded() < running) {
                Thread.onSpinWait();
            }
            cancellations.forEach(Cancellation::cancel);
            for (Future<?> each : hanging) {
                assertThatThrownBy(each::get).hasCauseInstanceOf(CancellationException.class);
            }
            float[] scores = new float[1];
            ranker.score(query(7, 8), candidates(), new int[] {0}, 1, scores);
            assertThat(scores[0]).isCloseTo(8300 + PRIORS, CLOSE);
        }
    }

    @Test
    void itSaysWhichDeviceItRunsOn() throws IOException {
        try (DjlFineRanker ranker = open()) {
            assertThat(ranker.device()).matches("cpu|gpu\\d+");
        }
    }

    @Test
    void aGraphWithOtherInputsIsABadArtifact() throws IOException {
        Path file = Files.write(folder.resolve("model.onnx"), SumModel.bytes("memory"));
        assertThatThrownBy(() -> DjlFineRanker.open(file, SIGNATURE, List.of()))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining("expected: [candidates, encode, gap, hidden, history, prior, type]");
    }

    @Test
    void aGraphOfOtherPriorsThanItsSignatureIsABadArtifact() throws IOException {
        Path file = Files.write(folder.resolve("model.onnx"), SumModel.bytes());
        FineRankSignature one = new FineRankSignature(
                1000, 1, 4, List.of(PriorColumns.RERANK), new Standardization(new float[1], new float[1], false));
        assertThatThrownBy(() -> DjlFineRanker.open(file, one, List.of()))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining("prior")
                .hasMessageContaining("[-1, 1]");
    }

    @Test
    void aRequestAllocatesLittle() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (DjlFineRanker ranker = open()) {
            Query query = query(7, 8);
            Candidates candidates = candidates();
            float[] scores = new float[3];
            int rounds = 2000;
            long before = 0;
            for (int i = -rounds; i < rounds; i++) {
                before = i == 0 ? threads.getCurrentThreadAllocatedBytes() : before;
                ranker.score(query, candidates, candidates.order(), 3, scores);
            }
            assertThat((threads.getCurrentThreadAllocatedBytes() - before) / rounds)
                    .as("bytes a request")
                    .isLessThan(1500);
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
        return DjlFineRanker.open(file, SIGNATURE, List.of(), memory);
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
        return query(new History(items, new byte[items.length], timestamps), History.NO_TIME);
    }

    private static Query query(History history, long now) {
        return new Query(history, new float[0], Eligible.everything(1000), now, Map.of());
    }
}
