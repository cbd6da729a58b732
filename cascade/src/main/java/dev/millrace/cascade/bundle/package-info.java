/**
 * The edge bundle: one signed file that holds what a device needs of a release.
 *
 * <p>{@link dev.millrace.cascade.bundle.BundleWriter} writes it, {@link dev.millrace.cascade.bundle.Bundle} verifies
 * and maps it, {@link dev.millrace.cascade.bundle.TrustedKeys} says whose signature counts. Nothing but SHA-512 and the
 * arithmetic of Ed25519 sees a byte of a bundle before its signature is known to be good, and nothing sees a part
 * before its hash is.
 *
 * <p>Layout and reasons are in ADR 0080.
 */
@NullMarked
package dev.millrace.cascade.bundle;

import org.jspecify.annotations.NullMarked;
