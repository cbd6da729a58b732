/**
 * Business rules and diversification: what happens to the ranked list before it is answered.
 *
 * <p>Rules are declared in {@code policy.json} of the release; they exclude, boost, pin and cap by attribute. Policy
 * never invents an item: it chooses and orders among the ranked ones and back-fills from the next-best.
 */
@NullMarked
package dev.millrace.cascade.policy;

import org.jspecify.annotations.NullMarked;
