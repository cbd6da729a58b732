/**
 * How good a ranking is, and how sure that is: metrics per user, bootstrap intervals, baselines to beat, and the
 * compute each system spent.
 *
 * <p>{@link dev.millrace.training.evaluate.Evaluation} runs any number of
 * {@link dev.millrace.training.evaluate.RecommenderSystem}s over the same test users. The baselines learn from
 * {@link dev.millrace.training.evaluate.Interactions} alone.
 */
@NullMarked
package dev.millrace.training.evaluate;

import org.jspecify.annotations.NullMarked;
