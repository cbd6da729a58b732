package dev.millrace.benchmarks.lightgbm;

import dev.millrace.training.rerank.RerankExamples;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Turns the examples of some queries into LightGBM's rows: a group a query, 1 for what was taken. Stateless. */
final class TreeRows {
    private TreeRows() {}

    /**
     * Returns the rows, which the caller closes.
     *
     * @param reference rows whose bins are taken, or null to choose bins
     */
    static LGBMDataset of(
            RerankExamples examples, int[] queries, TreeSettings settings, @Nullable LGBMDataset reference)
            throws LGBMException {
        int width = examples.names().size();
        int[] sizes = Arrays.stream(queries)
                .map(query -> examples.gains(query).length)
                .toArray();
        int rows = Arrays.stream(sizes).sum();
        float[] features = new float[rows * width];
        float[] labels = new float[rows];
        float[] weights = new float[rows];
        int row = 0;
        for (int query : queries) {
            float[] gains = examples.gains(query);
            System.arraycopy(examples.features(query), 0, features, row * width, gains.length * width);
            for (int i = 0; i < gains.length; i++) {
                labels[row + i] = gains[i] > 0 ? 1 : 0;
                weights[row + i] = (float) Math.exp(examples.logWeights(query)[i]);
            }
            row += gains.length;
        }
        LGBMDataset data = LGBMDataset.createFromMat(features, rows, width, true, settings.parameters(1), reference);
        data.setField("label", labels);
        if (!settings.objective().equals("binary")) {
            data.setField("group", sizes);
        }
        if (settings.weighted()) {
            data.setField("weight", weights);
        }
        return data;
    }
}
