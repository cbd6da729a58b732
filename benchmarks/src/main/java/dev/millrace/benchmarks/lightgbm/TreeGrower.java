package dev.millrace.benchmarks.lightgbm;

import com.microsoft.ml.lightgbm.PredictionType;
import dev.millrace.cascade.candidate.Candidates;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMBooster.FeatureImportanceType;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/**
 * Grows trees of a wanted number and size, to be timed: on given rows, with answers that depend on all features and on
 * chance, so that no tree stays small. What they say means nothing. Immutable and thread-safe.
 *
 * @param trees how many
 * @param leaves of each at most
 */
public record TreeGrower(int trees, int leaves) {
    private static final float CLOSE = 1e-5f;

    /** Returns the trees as LightGBM writes them. */
    public String grow(List<Candidates> batches) throws IOException {
        int width = batches.getFirst().featureWidth();
        int rows = batches.stream().mapToInt(Candidates::size).sum();
        float[] features = new float[rows * width];
        float[] labels = new float[rows];
        Random random = new Random(5);
        float[] directions = new float[width];
        for (int i = 0; i < width; i++) {
            directions[i] = (float) random.nextGaussian();
        }
        int row = 0;
        for (Candidates batch : batches) {
            System.arraycopy(batch.features(), 0, features, row * width, batch.size() * width);
            for (int i = 0; i < batch.size(); i++, row++) {
                labels[row] = (float) random.nextGaussian();
                for (int j = 0; j < width; j++) {
                    float value = features[row * width + j];
                    labels[row] += Float.isNaN(value) ? 0 : directions[j] * (float) Math.tanh(value);
                }
            }
        }
        String parameters = "objective=regression learning_rate=0.05 min_data_in_leaf=20 num_leaves=" + leaves
                + " num_threads=1 deterministic=true force_row_wise=true verbosity=-1";
        LGBMBooster.loadNative();
        try (LGBMDataset data = LGBMDataset.createFromMat(features, rows, width, true, parameters, null)) {
            data.setField("label", labels);
            try (LGBMBooster booster = LGBMBooster.create(data, parameters)) {
                for (int tree = 0; tree < trees; tree++) {
                    booster.updateOneIter();
                }
                return booster.saveModelToString(0, 0, FeatureImportanceType.GAIN);
            }
        } catch (LGBMException e) {
            throw new IOException("LightGBM: " + e.getMessage(), e);
        }
    }

    /** Checks scores in the order of the candidates against what LightGBM4j says. */
    public void check(String model, Candidates candidates, float[] scores) throws IOException {
        int width = candidates.featureWidth();
        float[] rows = new float[candidates.size() * width];
        for (int i = 0; i < candidates.size(); i++) {
            System.arraycopy(candidates.features(), candidates.order()[i] * width, rows, i * width, width);
        }
        try (LGBMBooster booster = LGBMBooster.loadModelFromString(model)) {
            double[] expected =
                    booster.predictForMat(rows, candidates.size(), width, true, PredictionType.C_API_PREDICT_RAW_SCORE);
            for (int i = 0; i < candidates.size(); i++) {
                if (!(Math.abs(scores[i] - expected[i]) < CLOSE * (1 + Math.abs(expected[i])))) {
                    throw new IllegalStateException(
                            "candidate " + i + ": " + scores[i] + " (expected: " + expected[i] + ")");
                }
            }
        } catch (LGBMException e) {
            throw new IOException("LightGBM: " + e.getMessage(), e);
        }
    }
}
