/**
 * The edge bundles that a server hands to devices: the newest of a folder, and deltas to it from older ones.
 *
 * <p>Only bundles of a trusted key are handed out, verified when they appear. The server has no signing key and needs
 * none.
 */
@NullMarked
package dev.millrace.server.edge;

import org.jspecify.annotations.NullMarked;
