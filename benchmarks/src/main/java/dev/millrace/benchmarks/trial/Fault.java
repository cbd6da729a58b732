package dev.millrace.benchmarks.trial;

/** What goes wrong with a stage. */
enum Fault {
    /** Nothing. */
    NONE,
    /** It throws. */
    THROWS,
    /** It does not come back while the fault lasts. */
    HANGS,
    /** It takes ten times as long as it does. */
    SLOW,
    /** It gives numbers that are none. */
    NAN,
    /** It gives nothing. */
    EMPTY
}
