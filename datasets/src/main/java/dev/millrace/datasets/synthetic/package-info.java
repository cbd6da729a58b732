/**
 * A shop that is made up: items with latent qualities, users with tastes that drift, and what they do there. It is
 * seeded: the same options give the same shop, event by event, on every machine.
 */
@NullMarked
package dev.millrace.datasets.synthetic;

import org.jspecify.annotations.NullMarked;
