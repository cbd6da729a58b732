/**
 * Programs that stand for an app on a device, and what they are started with.
 * {@link dev.millrace.benchmarks.device.AppJar} packs them with the recommender's classes as an app ships them; each
 * measures itself and prints one line of numbers.
 */
@NullMarked
package dev.millrace.benchmarks.device;

import org.jspecify.annotations.NullMarked;
