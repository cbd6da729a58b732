/** What the server counts and times, in the Prometheus text format. */
@NullMarked
package dev.millrace.server.metrics;

import org.jspecify.annotations.NullMarked;
