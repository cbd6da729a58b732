/**
 * From a data set to a release: cut off a validation part, learn the stages in order, learn them again on everything,
 * write the folder.
 *
 * <p>Start with {@code ReleaseTrainer}. Learners live in packages of their own and know nothing of each other; what
 * passes between them is made here, by the same retrieval and feature code that serves.
 */
@NullMarked
package dev.millrace.training.pipeline;

import org.jspecify.annotations.NullMarked;
