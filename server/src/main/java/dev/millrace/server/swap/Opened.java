package dev.millrace.server.swap;

/** An opened release. Thread-safe; closed once, when no request uses it. */
public interface Opened extends AutoCloseable {
    /** Returns what requests are answered from. */
    Served served();

    @Override
    void close();
}
