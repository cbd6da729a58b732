/**
 * Learning curves, as data and as a picture.
 *
 * <p>A learner hands its {@link dev.millrace.training.chart.Curve} over when it is done; the files lie beside what it
 * learned and tell at a glance whether it learned, over-fitted or stopped too early.
 */
@NullMarked
package dev.millrace.training.chart;

import org.jspecify.annotations.NullMarked;
