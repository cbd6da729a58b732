package dev.millrace.server.http;

/** What has arrived and is answered in its turn: a request, or the refusal of one. Immutable. */
sealed interface Arrived {
    /** A request to the last byte of its body. */
    record Whole(HttpCall call) implements Arrived {}

    /** Why what arrives is not read any further. */
    record Refused(Problem problem, long arrivedNanos) implements Arrived {}
}
