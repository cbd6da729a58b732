package dev.millrace.training.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FactorTrainerTest {
    private static final FactorConfig CONFIG = new FactorConfig(16, 6, 1, 9, true, true);

    @Test
    void userUnseenInTrainingIsServedByFoldIn() {
        PlantedTaste shop = new PlantedTaste(400, 320, 14, 5);
        FactorModel model = FactorTrainer.train(
                shop.data(false), new FactorConfig(16, 20, 1, 9, false, true), progress -> {}, Optional.empty());
        int[] history = {3, 11, 19, 27};
        float[] user = model.foldIn().fold(history, new float[] {1, 1, 1, 1}, 4);
        List<Integer> best = IntStream.range(0, 320)
                .boxed()
                .sorted(Comparator.comparingDouble(item -> -model.itemVectors().dot(item, user)))
                .limit(20)
                .toList();
        assertThat(best.stream().filter(item -> PlantedTaste.tasteOfItem(item) == 3))
                .as("a random list would have 2.5")
                .hasSizeGreaterThanOrEqualTo(12);
    }

    /** Trains until the power is cut; returns what was told until then. */
    private static List<FactorProgress> cutAfter(int epochs, FactorData data, Path checkpoint) {
        List<FactorProgress> seen = new ArrayList<>();
        assertThatThrownBy(() -> FactorTrainer.train(
                        data,
                        CONFIG,
                        progress -> {
                            seen.add(progress);
                            if (seen.size() == epochs) {
                                throw new IllegalStateException("power cut");
                            }
                        },
                        Optional.of(checkpoint)))
                .hasMessage("power cut");
        return seen;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 9, 40, 44})
    void trainingResumedFromACheckpointEndsWithTheSameVectors(int epochsBefore, @TempDir Path folder) {
        FactorData data = new PlantedTaste(120, 160, 10, 2).data(true);
        FactorModel whole = FactorTrainer.train(data, CONFIG, progress -> {}, Optional.empty());
        Path checkpoint = folder.resolve("factors.state");
        List<FactorProgress> seen = cutAfter(epochsBefore, data, checkpoint);
        FactorModel resumed = FactorTrainer.train(data, CONFIG, seen::add, Optional.of(checkpoint));
        assertThat(resumed.itemVectors().values())
                .containsExactly(whole.itemVectors().values());
        assertThat(resumed.inputVectors().values())
                .containsExactly(whole.inputVectors().values());
        assertThat(resumed.curve()).isEqualTo(whole.curve());
        assertThat(seen).isEqualTo(whole.curve());
        FactorModel again = FactorTrainer.train(data, CONFIG, seen::add, Optional.of(checkpoint));
        assertThat(again.itemVectors().values())
                .containsExactly(whole.itemVectors().values());
        assertThat(seen).as("a training that had ended is not run again").isEqualTo(whole.curve());
    }

    @Test
    void aCheckpointOfOtherDataIsPassedOver(@TempDir Path folder) throws IOException {
        Path checkpoint = folder.resolve("factors.state");
        FactorData other = new PlantedTaste(120, 160, 10, 3).data(true);
        assertThatThrownBy(() -> FactorTrainer.train(
                        other,
                        CONFIG,
                        progress -> {
                            throw new IllegalStateException("power cut");
                        },
                        Optional.of(checkpoint)))
                .hasMessage("power cut");
        assertThat(Files.size(checkpoint)).isPositive();
        FactorData data = new PlantedTaste(120, 160, 10, 2).data(true);
        FactorModel resumed = FactorTrainer.train(data, CONFIG, progress -> {}, Optional.of(checkpoint));
        FactorModel whole = FactorTrainer.train(data, CONFIG, progress -> {}, Optional.empty());
        assertThat(resumed.itemVectors().values())
                .containsExactly(whole.itemVectors().values());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aCheckpointThatCannotBeWrittenIsNamed(@TempDir Path folder) throws IOException {
        FactorData data = new PlantedTaste(120, 160, 10, 2).data(true);
        Path checkpoint = folder.resolve("factors.state");
        Files.createSymbolicLink(folder.resolve("factors.state.tmp"), Path.of("/dev/full"));
        assertThatThrownBy(() -> FactorTrainer.train(data, CONFIG, progress -> {}, Optional.of(checkpoint)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("checkpoint " + checkpoint + ": cannot be written: No space left on device");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.0001, 0.2, 0.7, 0.9999})
    void aTornCheckpointIsPassedOverWithAWord(double kept, @TempDir Path folder) throws IOException {
        FactorData data = new PlantedTaste(120, 160, 10, 2).data(true);
        FactorModel whole = FactorTrainer.train(data, CONFIG, progress -> {}, Optional.empty());
        Path checkpoint = folder.resolve("factors.state");
        assertThat(cutAfter(9, data, checkpoint)).hasSize(9);
        byte[] bytes = Files.readAllBytes(checkpoint);
        Files.write(checkpoint, Arrays.copyOf(bytes, (int) (kept * bytes.length)));
        List<String> said = new ArrayList<>();
        FactorProgress.Listener listener = new FactorProgress.Listener() {
            @Override
            public void epochDone(FactorProgress progress) {}

            @Override
            public void say(String line) {
                said.add(line);
            }
        };
        FactorModel resumed = FactorTrainer.train(data, CONFIG, listener, Optional.of(checkpoint));
        assertThat(said).hasSize(1);
        assertThat(said.getFirst()).contains("factors.state: cannot be read");
        assertThat(resumed.itemVectors().values())
                .containsExactly(whole.itemVectors().values());
        assertThat(resumed.curve()).isEqualTo(whole.curve());
    }

    @Test
    void aHundredEventsAreEnoughToTrainOn() {
        FactorData data = new PlantedTaste(10, 40, 10, 2).data(true);
        FactorModel model = FactorTrainer.train(data, FactorConfig.defaults(1, 1), progress -> {}, Optional.empty());
        assertThat(model.validationRecall()).isNaN();
        for (float value : model.itemVectors().values()) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void oneEventIsEnoughAndNoneIsRefused() {
        FactorData one = FactorData.untimed(1, 1, new int[1], new int[1], new float[] {1}, true);
        FactorModel model = FactorTrainer.train(one, FactorConfig.defaults(1, 1), progress -> {}, Optional.empty());
        assertThat(model.itemVectors().size()).isEqualTo(1);
        FactorData none = FactorData.untimed(1, 1, new int[1], new int[1], new float[] {0}, true);
        assertThatThrownBy(
                        () -> FactorTrainer.train(none, FactorConfig.defaults(1, 1), progress -> {}, Optional.empty()))
                .hasMessageContaining("no event of positive weight");
    }

    @Test
    void progressGrowsToOneAndTheEstimateGrowsWithTheData() {
        PlantedTaste shop = new PlantedTaste(400, 320, 14, 5);
        List<FactorProgress> curve = new ArrayList<>();
        FactorTrainer.train(shop.data(true), CONFIG, curve::add, Optional.empty());
        assertThat(curve).isSortedAccordingTo((a, b) -> Double.compare(a.done(), b.done()));
        assertThat(curve.getLast().done()).isBetween(0.3, 1.0);
        double small = FactorTrainer.work(shop.data(true), CONFIG);
        double large = FactorTrainer.work(new PlantedTaste(4000, 3200, 14, 5).data(true), CONFIG);
        assertThat(large).isGreaterThan(3 * small);
        assertThat(FactorTrainer.estimate(shop.data(true), CONFIG)).isPositive();
    }
}
