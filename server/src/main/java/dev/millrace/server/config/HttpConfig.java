package dev.millrace.server.config;

import java.time.Duration;

/**
 * Sockets, connections and their timeouts, section {@code millrace.server.http}. Immutable.
 *
 * @param host the name or address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param transport how sockets are driven
 * @param eventLoopThreads threads that read and write sockets
 * @param maxConnections open connections of each port; one more is answered 503 and closed
 * @param maxRequestLineBytes longest request line, then 414
 * @param maxHeaderBytes all header fields of a request together, then 431
 * @param maxBodyBytes longest body, then 413
 * @param bodyShare what bodies that are arriving on a port may take together, as a share of what the heap may take;
 *     those that have arrived and wait may take as much again
 * @param idleTimeout how long a connection may stay open without a request
 * @param requestTimeout how long a request may take to arrive, from its first byte, then 408
 * @param writeTimeout how long a client may take to accept an answer, then the connection is closed
 * @param lingerTimeout how long a refused request may go on arriving, so that its answer is not lost
 * @param shutdownTimeout how long requests in flight may take to finish when the server stops
 */
public record HttpConfig(
        String host,
        int port,
        Transport transport,
        int eventLoopThreads,
        int maxConnections,
        int maxRequestLineBytes,
        int maxHeaderBytes,
        int maxBodyBytes,
        double bodyShare,
        Duration idleTimeout,
        Duration requestTimeout,
        Duration writeTimeout,
        Duration lingerTimeout,
        Duration shutdownTimeout) {
    private static final String SECTION = "millrace.server.http.";
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofHours(1);

    /** How sockets are driven. */
    public enum Transport {
        /** epoll where the machine has it, otherwise NIO. */
        AUTO,
        EPOLL,
        NIO
    }

    /** Checks every value. */
    public HttpConfig {
        if (host.isBlank()) {
            throw new ConfigException(SECTION + "host: '' (expected: a host name or an address)");
        }
        Check.range(SECTION + "port", port, 0, 65_535);
        Check.range(SECTION + "event-loop-threads", eventLoopThreads, 1, 256);
        Check.range(SECTION + "max-connections", maxConnections, 1, 1_000_000);
        Check.range(SECTION + "max-request-line", maxRequestLineBytes, 256, 65_536);
        Check.range(SECTION + "max-header", maxHeaderBytes, 256, 1 << 20);
        Check.range(SECTION + "max-body", maxBodyBytes, 1024, 64 << 20);
        Check.range(SECTION + "body-share", bodyShare, 0.001, 1.0);
        Check.range(SECTION + "idle-timeout", idleTimeout, LEAST, MOST);
        Check.range(SECTION + "request-timeout", requestTimeout, LEAST, MOST);
        Check.range(SECTION + "write-timeout", writeTimeout, LEAST, MOST);
        Check.range(SECTION + "linger-timeout", lingerTimeout, LEAST, MOST);
        Check.range(SECTION + "shutdown-timeout", shutdownTimeout, LEAST, MOST);
    }

    /** Returns a copy that listens elsewhere. */
    public HttpConfig withAddress(String newHost, int newPort) {
        return new HttpConfig(
                newHost,
                newPort,
                transport,
                eventLoopThreads,
                maxConnections,
                maxRequestLineBytes,
                maxHeaderBytes,
                maxBodyBytes,
                bodyShare,
                idleTimeout,
                requestTimeout,
                writeTimeout,
                lingerTimeout,
                shutdownTimeout);
    }
}
