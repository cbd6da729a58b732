package dev.millrace.training.rerank;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Queries to learn from and queries to judge by. With many of them they are other users' queries; with few, every query
 * serves both ways in turn: as many networks as there are folds are trained side by side, each judged by the fold that
 * it did not learn from. Immutable once nobody adds to the examples.
 *
 * @param training queries to learn from
 * @param validation queries to judge by; with more than one fold the same queries in the same order
 * @param folds 1, or how many parts to deal the queries into
 */
public record RerankLessons(RerankExamples training, RerankExamples validation, int folds) {
    /** Checks that both have the same features, and with folds the same queries. */
    public RerankLessons {
        if (!training.names().equals(validation.names())) {
            throw new IllegalArgumentException(
                    "features: " + validation.names() + " (expected: " + training.names() + ")");
        }
        if (folds < 1 || (folds > 1 && training.size() != validation.size())) {
            throw new IllegalArgumentException("folds: " + folds + ", queries: " + training.size() + " and "
                    + validation.size() + " (expected: at least 1; equal with more than one)");
        }
    }

    /** Returns the same lessons with further features; see {@link RerankExamples#with}. */
    public RerankLessons with(List<String> names, List<float[]> trainingColumns, List<float[]> validationColumns) {
        return new RerankLessons(
                training.with(names, trainingColumns), validation.with(names, validationColumns), folds);
    }

    /** Returns the training queries that the network of a fold learns from. */
    public int[] learned(int fold) {
        return IntStream.range(0, training.size())
                .filter(query -> folds == 1 || query % folds != fold)
                .toArray();
    }

    /** Returns the fold whose network a validation query judges. */
    public int judge(int query) {
        return query % folds;
    }
}
