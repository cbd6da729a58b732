package dev.millrace.training.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class SequenceTrainerTest {
    private static final SequenceData DATA = PlantedData.markov(150, 13, 1);
    private static final int[] ENDS = PlantedData.allButLast(DATA);
    private static final HeldOut LAST = HeldOut.next(DATA, ENDS, Integer.MAX_VALUE);

    @TempDir
    private Path folder;

    @Test
    void learnsWhatFollowsWhatFarBetterThanPopularity() throws IOException {
        SequenceFit fit = trainer(8, 0).fit(ENDS, LAST, Optional.empty());
        NextItemMetrics metrics = NextItemMetrics.of(DATA, fit.weights(), LAST);
        assertThat(metrics.ndcgAll()).isGreaterThan(0.6).isGreaterThan(3 * popularity());
        assertThat(fit.curve().points().getLast().loss())
                .isLessThan(fit.curve().points().getFirst().loss());
    }

    @Test
    void aSampledSoftmaxLearnsItAsWell() throws IOException {
        SequenceFit fit = trainer(8, 20).refit(ENDS, 8, Optional.empty());
        assertThat(NextItemMetrics.of(DATA, fit.weights(), LAST).ndcgAll()).isGreaterThan(0.6);
    }

    @Test
    void theSameSeedGivesTheSameWeights() throws IOException {
        SequenceWeights first = trainer(2, 0).refit(ENDS, 2, Optional.empty()).weights();
        SequenceWeights second = trainer(2, 0).refit(ENDS, 2, Optional.empty()).weights();
        assertSame(first, second, 1e-6f);
    }

    @Test
    void goesOnFromACheckpointAsIfNeverInterrupted() throws IOException {
        Path checkpoint = folder.resolve("sequence.checkpoint");
        SequenceWeights whole = trainer(3, 0).refit(ENDS, 3, Optional.empty()).weights();
        trainer(3, 0).refit(ENDS, 1, Optional.of(checkpoint));
        List<Integer> epochs = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void epoch(LearningCurve.Point point) {
                epochs.add(point.epoch());
            }
        };
        SequenceFit resumed = new SequenceTrainer(DATA, PlantedData.settings(DATA, 3, 0), listener)
                .refit(ENDS, 3, Optional.of(checkpoint));
        assertThat(epochs).containsExactly(2, 3);
        assertThat(resumed.curve().points()).hasSize(3);
        assertSame(whole, resumed.weights(), 1e-6f);
    }

    @Test
    void aCheckpointOfOtherDataIsNotUsed() throws IOException {
        Path checkpoint = folder.resolve("sequence.checkpoint");
        SequenceData other = PlantedData.markov(150, 13, 9);
        new SequenceTrainer(other, PlantedData.settings(other, 1, 0), TrainingListener.NONE)
                .refit(PlantedData.allButLast(other), 1, Optional.of(checkpoint));
        SequenceFit fit = trainer(1, 0).refit(ENDS, 1, Optional.of(checkpoint));
        assertThat(fit.curve().points()).hasSize(1);
        assertSame(trainer(1, 0).refit(ENDS, 1, Optional.empty()).weights(), fit.weights(), 1e-6f);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aCheckpointThatCannotBeWrittenIsNamed() throws IOException {
        Path checkpoint = folder.resolve("sequence.checkpoint");
        Files.createSymbolicLink(folder.resolve("sequence.checkpoint.partial"), Path.of("/dev/full"));
        assertThatThrownBy(() -> trainer(1, 0).refit(ENDS, 1, Optional.of(checkpoint)))
                .hasMessage(checkpoint + ": cannot be written: No space left on device");
    }

    @Test
    void aTornCheckpointIsPassedOverWithAWord() throws IOException {
        Path checkpoint = folder.resolve("sequence.checkpoint");
        SequenceWeights whole = trainer(2, 0).refit(ENDS, 2, Optional.empty()).weights();
        trainer(2, 0).refit(ENDS, 1, Optional.of(checkpoint));
        byte[] bytes = Files.readAllBytes(checkpoint);
        for (int length : new int[] {5, bytes.length - 1}) {
            Files.write(checkpoint, Arrays.copyOf(bytes, length));
            List<String> said = new ArrayList<>();
            TrainingListener listener = new TrainingListener() {
                @Override
                public void say(String line) {
                    said.add(line);
                }
            };
            SequenceFit fit = new SequenceTrainer(DATA, PlantedData.settings(DATA, 2, 0), listener)
                    .refit(ENDS, 2, Optional.of(checkpoint));
            assertThat(said).hasSize(1);
            assertThat(said.getFirst()).contains("sequence.checkpoint: cannot be read");
            assertThat(fit.curve().points()).hasSize(2);
            assertSame(whole, fit.weights(), 1e-6f);
        }
    }

    @Test
    void trainingThatDivergesStops() {
        TrainingPlan wild = new TrainingPlan(1e30f, 0.01f, 0.1f, 128, 3, 10, 0, 0, true, 7);
        SequenceTrainer trainer = new SequenceTrainer(
                DATA, new SequenceSettings(PlantedData.shape(DATA, 8), wild), TrainingListener.NONE);
        assertThatThrownBy(() -> trainer.refit(ENDS, 3, Optional.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the sequence encoder has diverged in pass ");
    }

    @Test
    void trainingThatDivergesAfterAGoodPassEndsWithTheBest() throws IOException {
        Path checkpoint = folder.resolve("sequence.checkpoint");
        SequenceFit good = trainer(1, 0).fit(ENDS, LAST, Optional.of(checkpoint));
        TrainingState state = new TrainingState(PlantedData.settings(DATA, 1, 0), fingerprint(checkpoint));
        assertThat(state.load(checkpoint)).isTrue();
        Arrays.fill(state.weights.get(SequenceWeights.ITEM_BIAS), Float.NaN);
        state.save(checkpoint);
        List<String> said = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void say(String line) {
                said.add(line);
            }
        };
        SequenceFit fit = new SequenceTrainer(DATA, PlantedData.settings(DATA, 3, 0), listener)
                .fit(ENDS, LAST, Optional.of(checkpoint));
        assertThat(fit.curve()).isEqualTo(good.curve());
        assertSame(good.weights(), fit.weights(), 0);
        assertThat(said).singleElement().asString().startsWith("the sequence encoder has diverged in pass 2: loss ");
        assertThat(said.getFirst()).endsWith("; pass 1 is taken");
    }

    private static String fingerprint(Path checkpoint) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(checkpoint))) {
            in.skipNBytes(2 * Integer.BYTES);
            return in.readUTF();
        }
    }

    @Test
    void aGapLongerThanAnyInTrainingCountsAsTheLongestKnown() throws IOException {
        SequenceWeights weights = trainer(1, 0).refit(ENDS, 1, Optional.empty()).weights();
        float[] gap = weights.get("gap");
        int d = weights.shape().dimension();
        int longest = 2 + 16; // 100,000 seconds
        for (int j = 0; j < d; j++) {
            assertThat(gap[30 * d + j]).isEqualTo(gap[longest * d + j]);
        }
        assertThat(gap[longest * d]).isNotZero();
    }

    private static SequenceTrainer trainer(int epochs, int sampled) {
        return new SequenceTrainer(DATA, PlantedData.settings(DATA, epochs, sampled), TrainingListener.NONE);
    }

    private static double popularity() {
        int[] counts = new int[DATA.itemCount()];
        for (int user = 0; user < DATA.userCount(); user++) {
            for (int event = DATA.start(user); event < ENDS[user]; event++) {
                counts[DATA.item(event)]++;
            }
        }
        List<Integer> order = new ArrayList<>();
        for (int item = 0; item < counts.length; item++) {
            order.add(item);
        }
        order.sort(Comparator.comparingInt(item -> -counts[item]));
        double sum = 0;
        for (int i = 0; i < LAST.size(); i++) {
            sum += NextItemMetrics.gain(order.indexOf(LAST.target(i)));
        }
        return sum / LAST.size();
    }

    private static void assertSame(SequenceWeights a, SequenceWeights b, float tolerance) {
        for (String name : a.parameters().names()) {
            float[] x = a.get(name);
            float[] y = b.get(name);
            for (int i = 0; i < x.length; i++) {
                assertThat(x[i]).as(name + "[" + i + "]").isEqualTo(y[i], within(tolerance));
            }
        }
    }
}
