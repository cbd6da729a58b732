package dev.millrace.training.pipeline;

import dev.millrace.training.rerank.RerankLessons;
import dev.millrace.training.sequence.HeldOut;
import dev.millrace.training.sequence.SequenceFeatures;

/**
 * What the rankers learn from, and whose queries those are. Immutable.
 *
 * @param lessons of the re-ranker
 * @param learned the cases of the training queries, in the same order
 * @param judged the cases of the validation queries, in the same order
 */
record RankingLessons(RerankLessons lessons, HeldOut learned, HeldOut judged) {
    /** Returns the lessons of the fine ranker: the same with what the encoder says of every row. */
    RerankLessons with(SequenceFeatures features) {
        return lessons.with(
                SequenceFeatures.NAMES,
                features.columns(lessons.training(), learned),
                features.columns(lessons.validation(), judged));
    }
}
