/**
 * What is known of items and users, and how it becomes numbers for the rankers.
 *
 * <p>The same code builds queries and features in training, on the server and on a device, so that a model never sees
 * at serving what it did not see in training. Item tables and catalogues are immutable and shared; scratch belongs to a
 * worker.
 */
@NullMarked
package dev.millrace.cascade.feature;

import org.jspecify.annotations.NullMarked;
