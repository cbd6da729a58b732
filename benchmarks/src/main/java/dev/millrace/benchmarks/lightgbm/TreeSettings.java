package dev.millrace.benchmarks.lightgbm;

import java.util.Locale;

/**
 * What LightGBM learns with. Immutable.
 *
 * @param objective {@code lambdarank}, {@code rank_xendcg} or {@code binary}
 * @param weighted whether a drawn negative counts for those it stands for
 * @param leaves of a tree at most
 * @param rate learning rate
 * @param leafRows rows of a leaf at least
 * @param ridge lambda_l2
 * @param columns share of the features that a tree may use
 */
public record TreeSettings(
        String objective, boolean weighted, int leaves, double rate, int leafRows, double ridge, double columns) {
    /** Where a search begins. */
    static final TreeSettings START = new TreeSettings("lambdarank", false, 15, 0.05, 50, 1, 1);

    TreeSettings withObjective(String value, boolean heeded) {
        return new TreeSettings(value, heeded, leaves, rate, leafRows, ridge, columns);
    }

    TreeSettings withLeaves(int value) {
        return new TreeSettings(objective, weighted, value, rate, leafRows, ridge, columns);
    }

    TreeSettings withRate(double value) {
        return new TreeSettings(objective, weighted, leaves, value, leafRows, ridge, columns);
    }

    TreeSettings withLeafRows(int value) {
        return new TreeSettings(objective, weighted, leaves, rate, value, ridge, columns);
    }

    TreeSettings withRidge(double value) {
        return new TreeSettings(objective, weighted, leaves, rate, leafRows, value, columns);
    }

    TreeSettings withColumns(double value) {
        return new TreeSettings(objective, weighted, leaves, rate, leafRows, ridge, value);
    }

    /** Returns the settings as LightGBM reads them. */
    String parameters(int threads) {
        return String.format(
                Locale.ROOT,
                "objective=%s num_leaves=%d learning_rate=%s min_data_in_leaf=%d lambda_l2=%s feature_fraction=%s "
                        + "lambdarank_truncation_level=30 metric=None num_threads=%d seed=1 deterministic=true "
                        + "force_row_wise=true verbosity=-1",
                objective,
                leaves,
                rate,
                leafRows,
                ridge,
                columns,
                threads);
    }
}
