/**
 * The server's configuration: HOCON, every key documented in {@code reference.conf}.
 *
 * <p>One record a section, but for {@code widths}, which is {@link dev.millrace.cascade.Cascade.Widths}, and
 * {@code reranker}, whose one key is an {@link dev.millrace.rerank.Engine}.
 * {@link dev.millrace.server.config.ConfigReader} refuses unknown keys by name; the records check the values and name
 * the key that does not fit.
 */
@NullMarked
package dev.millrace.server.config;

import org.jspecify.annotations.NullMarked;
