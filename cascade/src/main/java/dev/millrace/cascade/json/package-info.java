/**
 * A strict JSON reader and a writer for the few small documents of a release.
 *
 * <p>The device carries no JSON library, and Android's own is not on the desktop; see ADR 0002. Not for the hot path:
 * the server parses requests with a streaming library.
 */
@NullMarked
package dev.millrace.cascade.json;

import org.jspecify.annotations.NullMarked;
