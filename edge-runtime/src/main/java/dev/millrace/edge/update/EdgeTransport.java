package dev.millrace.edge.update;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * How an app reaches its server: one GET. Supplied by the app, which decides on address, certificates, authentication
 * and timeouts. Used by one thread at a time.
 */
@FunctionalInterface
public interface EdgeTransport {
    /**
     * Sends a GET and returns once the head of the answer is there. Redirects are the transport's to follow.
     *
     * @param target path and query, such as {@code /v1/edge/bundle?from=7}
     * @param headers to send, by name
     * @throws IOException when there is no answer
     */
    Answer open(String target, Map<String, String> headers) throws IOException;

    /**
     * An answer, to be closed by whoever asked for it.
     *
     * @param status the HTTP status
     * @param headers first values by name in lower case
     * @param body read once, from the network
     */
    record Answer(int status, Map<String, String> headers, InputStream body) implements Closeable {
        /** Copies the headers. */
        public Answer {
            headers = Map.copyOf(headers);
        }

        /** Returns the value of a header field by its name in lower case, or the empty string. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /**
         * Reads on in the body, into the beginning of an array; returns how many bytes, -1 at the end.
         *
         * @throws IOException when it cannot be read, whatever the app's stream throws
         */
        public int read(byte[] into, int most) throws IOException {
            try {
                return body.read(into, 0, most);
            } catch (RuntimeException e) {
                throw failed(e);
            }
        }

        /** Closes the body. */
        @Override
        public void close() throws IOException {
            try {
                body.close();
            } catch (RuntimeException e) {
                throw failed(e);
            }
        }

        private static IOException failed(RuntimeException e) {
            return new IOException("the transport failed: " + e, e);
        }
    }
}
