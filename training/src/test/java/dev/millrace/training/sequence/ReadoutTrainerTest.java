package dev.millrace.training.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.feature.History;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReadoutTrainerTest {
    private static final SequenceData DATA = PlantedData.markov(300, 13, 1);
    private static final int[] ENDS = PlantedData.allButLast(DATA);
    private static final HeldOut LAST = HeldOut.next(DATA, ENDS, Integer.MAX_VALUE);
    private static final int WIDTH = 20;

    @Test
    void aPriorThatKnowsTheAnswerIsBlendedIn() throws IOException {
        SequenceWeights weights = weights(1);
        ReadoutFit fit = new ReadoutTrainer(DATA, weights, 5).fit(lists(0.9));
        assertThat(fit.blendNdcg()).isGreaterThan(fit.encoderNdcg() + 0.1);
        assertThat(fit.readout().priorCount()).isEqualTo(2);
    }

    @Test
    void aPriorOfNoiseDoesNoHarm() throws IOException {
        SequenceWeights weights = weights(5);
        ReadoutFit fit = new ReadoutTrainer(DATA, weights, 5).fit(lists(0));
        assertThat(Math.max(fit.blendNdcg(), Math.max(fit.attentionNdcg(), fit.encoderNdcg())))
                .isGreaterThan(fit.encoderNdcg() - 0.01);
        assertThat(fit.encoderNdcg()).isGreaterThan(0.6);
    }

    @Test
    void withoutListsTheEncoderRanksAlone() throws IOException {
        Shortlists none = new Shortlists(
                new HeldOut(new int[0], new int[0], new int[] {0}, new int[0], History.NO_TIME),
                new int[] {0},
                new int[0],
                new float[0],
                2,
                new boolean[0]);
        ReadoutFit fit = new ReadoutTrainer(DATA, weights(1), 5).fit(none);
        assertThat(fit.readout().attends()).isFalse();
    }

    private static SequenceWeights weights(int epochs) throws IOException {
        return new SequenceTrainer(DATA, PlantedData.settings(DATA, epochs, 0), TrainingListener.NONE)
                .refit(ENDS, epochs, Optional.empty())
                .weights();
    }

    /** Random candidates among which the target is; the first prior points at it with some certainty. */
    private static Shortlists lists(double certainty) {
        Random random = new Random(3);
        int[] offsets = new int[LAST.size() + 1];
        int[] candidates = new int[LAST.size() * WIDTH];
        float[] priors = new float[candidates.length * 2];
        boolean[] relevant = new boolean[candidates.length];
        for (int i = 0; i < LAST.size(); i++) {
            offsets[i + 1] = (i + 1) * WIDTH;
            int[] items =
                    random.ints(0, PlantedData.ITEMS).distinct().limit(WIDTH).toArray();
            int next = LAST.target(i);
            for (int k = 0; k < WIDTH; k++) {
                candidates[i * WIDTH + k] = items[k];
                boolean hit = items[k] == next;
                relevant[i * WIDTH + k] = hit;
                priors[(i * WIDTH + k) * 2] =
                        hit && random.nextDouble() < certainty ? 5 : (float) random.nextGaussian();
                priors[(i * WIDTH + k) * 2 + 1] = k % 2 == 0 ? Float.NaN : random.nextFloat();
            }
        }
        return new Shortlists(LAST, offsets, candidates, priors, 2, relevant);
    }
}
