/**
 * The server's configuration: HOCON, one record a section, every key documented in {@code reference.conf}.
 *
 * <p>{@link dev.millrace.server.config.ConfigReader} refuses unknown keys by name; the records check the values and
 * name the key that does not fit.
 */
@NullMarked
package dev.millrace.server.config;

import org.jspecify.annotations.NullMarked;
