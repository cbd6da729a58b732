package dev.millrace.training.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CatalogueLossTest {
    private static final int D = 6;
    private static final int ITEMS = 40;
    private static final int[] TARGETS = {3, 17, 3, 39, 0};

    @Test
    void gradientsAreThoseOfTheLossItReports() {
        CatalogueRows rows = CatalogueRows.all(ITEMS, TARGETS);
        float[] table = random(ITEMS * (D + 1), 1);
        float[] hidden = random(TARGETS.length * D, 2);
        CatalogueLoss loss = compute(rows, table, hidden);
        assertThat(loss.mean()).isEqualTo(plainLoss(table, hidden), within(1e-5));
        for (int i = 0; i < hidden.length; i++) {
            double slope = slope(hidden, i, () -> plainLoss(table, hidden));
            assertThat((double) loss.hiddenGradient()[i]).as("hidden " + i).isEqualTo(slope, within(1e-3));
        }
        for (int i = 0; i < table.length; i++) {
            double slope = slope(table, i, () -> plainLoss(table, hidden));
            assertThat((double) loss.rowGradient()[i]).as("row " + i).isEqualTo(slope, within(1e-3));
        }
    }

    @Test
    void manySamplesAgreeWithTheFullSoftmax() {
        float[] table = random(ITEMS * (D + 1), 1);
        float[] hidden = random(TARGETS.length * D, 2);
        float[] full = compute(CatalogueRows.all(ITEMS, TARGETS), table, hidden).hiddenGradient();
        double[] popularity = new double[ITEMS];
        Arrays.fill(popularity, 0.5 / ITEMS);
        for (int target : TARGETS) {
            popularity[target] += 0.1;
        }
        Random random = new Random(4);
        double[] mean = new double[full.length];
        double loss = 0;
        int runs = 300;
        for (int run = 0; run < runs; run++) {
            // Targets of other positions come from the popularity, as in training; the first one is what is checked.
            int[] targets = TARGETS.clone();
            for (int i = 1; i < targets.length; i++) {
                targets[i] = draw(popularity, random);
            }
            CatalogueRows rows = CatalogueRows.sample(popularity, targets, 60, random);
            CatalogueLoss sampled = compute(rows, corrected(rows, table), hidden);
            for (int j = 0; j < D; j++) {
                mean[j] += sampled.hiddenGradient()[j] / runs;
            }
            loss += sampled.mean() / runs;
        }
        for (int j = 0; j < D; j++) {
            assertThat(mean[j]).as("gradient " + j).isEqualTo(full[j], within(0.02));
        }
        assertThat(loss).isGreaterThan(0);
    }

    @Test
    void aSampleThatHoldsEverythingIsTheFullSoftmax() {
        float[] table = random(ITEMS * (D + 1), 1);
        float[] hidden = random(TARGETS.length * D, 2);
        CatalogueRows rows = CatalogueRows.sample(new double[ITEMS], TARGETS, 10_000, new Random(1));
        assertThat(rows.items()).hasSize(ITEMS);
        CatalogueLoss sampled = compute(rows, corrected(rows, table), hidden);
        CatalogueLoss full = compute(CatalogueRows.all(ITEMS, TARGETS), table, hidden);
        assertThat(sampled.mean()).isEqualTo(full.mean(), within(1e-4));
        for (int i = 0; i < hidden.length; i++) {
            assertThat(sampled.hiddenGradient()[i]).isEqualTo(full.hiddenGradient()[i], within(1e-4f));
        }
    }

    private static int draw(double[] popularity, Random random) {
        double total = Arrays.stream(popularity).sum();
        double left = random.nextDouble() * total;
        int item = 0;
        while (item < ITEMS - 1 && left >= popularity[item]) {
            left -= popularity[item++];
        }
        return item;
    }

    private static float[] corrected(CatalogueRows rows, float[] table) {
        float[] part = new float[rows.items().length * (D + 1)];
        for (int i = 0; i < rows.items().length; i++) {
            System.arraycopy(table, rows.items()[i] * (D + 1), part, i * (D + 1), D + 1);
            part[i * (D + 1) + D] -= (float) Math.log(rows.inclusion(i));
        }
        return part;
    }

    private static CatalogueLoss compute(CatalogueRows rows, float[] table, float[] hidden) {
        CatalogueLoss loss = new CatalogueLoss(D, rows, table, hidden);
        try (NDManager manager = Torch.manager()) {
            loss.compute(manager);
        }
        return loss;
    }

    private static double plainLoss(float[] table, float[] hidden) {
        double loss = 0;
        for (int i = 0; i < TARGETS.length; i++) {
            double sum = 0;
            double own = 0;
            for (int item = 0; item < ITEMS; item++) {
                double logit = table[item * (D + 1) + D];
                for (int j = 0; j < D; j++) {
                    logit += (double) table[item * (D + 1) + j] * hidden[i * D + j];
                }
                sum += Math.exp(logit);
                own = item == TARGETS[i] ? logit : own;
            }
            loss += (Math.log(sum) - own) / TARGETS.length;
        }
        return loss;
    }

    private interface Loss {
        double value();
    }

    private static double slope(float[] values, int i, Loss loss) {
        float before = values[i];
        values[i] = before + 0.01f;
        double above = loss.value();
        values[i] = before - 0.01f;
        double below = loss.value();
        values[i] = before;
        return (above - below) / 0.02;
    }

    private static float[] random(int size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (0.7 * random.nextGaussian());
        }
        return values;
    }
}
