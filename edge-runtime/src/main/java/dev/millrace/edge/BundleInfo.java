package dev.millrace.edge;

import java.time.Instant;

/**
 * What the running bundle says of itself. Immutable.
 *
 * @param number grows from bundle to bundle
 * @param release the version of the release it was exported from
 * @param items number of items
 * @param expires when it is too old to be trusted to be good
 * @param expired whether that day has passed: it works on, and the app should say so
 * @param engine what runs the models: {@code built-in} or {@code onnx} for the re-ranker, then that of the fine ranker
 *     or {@code none}
 * @param bytes size of the file, all of it mapped
 */
public record BundleInfo(
        long number, String release, int items, Instant expires, boolean expired, String engine, long bytes) {}
