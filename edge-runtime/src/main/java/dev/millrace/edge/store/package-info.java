/**
 * What a user did, kept on the device in one file: appended, synced, bounded, and, with a key, encrypted.
 *
 * <p>{@link dev.millrace.edge.store.EventStore} is the store. {@code Frames} is its file: records with a length and a
 * checksum, of which a torn last one is cut off. {@code Seal} hides what a record says and binds it to its place.
 */
@NullMarked
package dev.millrace.edge.store;

import org.jspecify.annotations.NullMarked;
