/**
 * Exports edge bundles: chooses the items of a device, codes catalogue and models in few bytes, measures what that
 * costs against the release, and signs.
 *
 * <p>{@link dev.millrace.training.edge.EdgeExport} is where to begin. {@link dev.millrace.training.edge.CatalogCoder}
 * writes what {@code dev.millrace.edge.catalog} reads.
 */
@NullMarked
package dev.millrace.training.edge;

import org.jspecify.annotations.NullMarked;
