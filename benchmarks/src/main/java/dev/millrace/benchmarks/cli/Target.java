package dev.millrace.benchmarks.cli;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;

/** The server that a load goes to. Stateless. */
final class Target {
    private Target() {}

    /**
     * Returns the address of a URL such as {@code http://127.0.0.1:8080}.
     *
     * @param remote whether it may be of another machine
     * @throws IllegalArgumentException when it is no such URL, is not to be found, or is of another machine and may not
     *     be
     */
    static InetSocketAddress parse(String url, boolean remote) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("--url: " + e.getMessage() + " (expected: http://HOST:PORT)", e);
        }
        boolean plain = uri.getPath() == null
                || uri.getPath().isEmpty()
                || uri.getPath().equals("/");
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null || !plain || uri.getQuery() != null) {
            throw new IllegalArgumentException("--url: " + url + " (expected: http://HOST:PORT)");
        }
        InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("--url: no address of host " + uri.getHost());
        }
        if (!remote && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("--url: " + uri.getHost()
                    + " is another machine (expected: 127.0.0.1, or --allow-remote where a load is welcome)");
        }
        return address;
    }
}
