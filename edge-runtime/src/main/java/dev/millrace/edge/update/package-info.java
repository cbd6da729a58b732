/**
 * How a device comes by a newer bundle: {@link dev.millrace.edge.update.EdgeUpdater} over a transport of the app.
 *
 * <p>What arrives goes into files beside the bundle, is verified there, and takes the bundle's name last, by rename. So
 * a transport that fails, lies or is cut at any byte, and a process that is killed at any moment, leave the old bundle
 * or the new one.
 */
@NullMarked
package dev.millrace.edge.update;

import org.jspecify.annotations.NullMarked;
