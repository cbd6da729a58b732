package dev.millrace.cascade.bundle;

/**
 * Where a part of a bundle lies and what it must be. Immutable.
 *
 * @param name plain names joined by {@code /}, in lower case
 * @param offset bytes from the first part's first byte; a multiple of 64
 * @param bytes its size
 * @param sha256 its hash, hexadecimal, lower case
 */
public record BundlePart(String name, long offset, long bytes, String sha256) {}
