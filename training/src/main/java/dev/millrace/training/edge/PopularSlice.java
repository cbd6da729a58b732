package dev.millrace.training.edge;

import dev.millrace.training.evaluate.Interval;

/**
 * A slice of as many of the most popular items, without coding, beside the chosen one. Immutable.
 *
 * @param loss what it loses
 * @param gain how much more NDCG@10 the chosen items reach, over paired resamples of the requests
 */
public record PopularSlice(Loss loss, Interval gain) {}
