package dev.millrace.edge.update;

import java.io.IOException;
import java.util.Map;

/**
 * How an app lets events be sent to its server: one POST. Supplied by the app, which decides on address, certificates,
 * authentication and timeouts. Used by one thread at a time.
 */
@FunctionalInterface
public interface EventTransport {
    /**
     * Sends a POST and returns once the head of the answer is there. One that is sent again by the transport does no
     * harm.
     *
     * @param target path, such as {@code /v1/events}
     * @param headers to send, by name
     * @param body all of it
     * @throws IOException when there is no answer
     */
    EdgeTransport.Answer post(String target, Map<String, String> headers, byte[] body) throws IOException;
}
