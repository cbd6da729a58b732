package dev.millrace.benchmarks.cli;

/**
 * A part of Millrace and the JMH classes that measure it, which are found by name: any {@code PREFIX...Benchmark}, so
 * that a new suite needs no entry here.
 */
enum Suite {
    RETRIEVE("Retrieval"),
    SCAN("Scan"),
    FEATURES("Feature"),
    RERANK("Rerank"),
    FINERANK("FineRank"),
    EDGE("Edge"),
    CASCADE("Cascade"),
    CODEC("HttpCodec"),
    SERVER("Server"),
    /** Every JMH class there is. */
    ALL("");

    private final String prefix;

    Suite(String prefix) {
        this.prefix = prefix;
    }

    /** Returns the regular expression that JMH finds its benchmarks by. */
    String pattern() {
        return "\\." + prefix + "\\w*Benchmark\\.";
    }
}
