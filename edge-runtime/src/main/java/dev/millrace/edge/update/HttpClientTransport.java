package dev.millrace.edge.update;

import dev.millrace.cascade.bundle.DesktopOnly;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A transport over {@code java.net.http}, which Android does not have. The client stays its owner's. */
@DesktopOnly
public final class HttpClientTransport implements EdgeTransport, EventTransport {
    private final HttpClient client;
    private final String server;
    private final Duration timeout;

    /**
     * Creates the transport.
     *
     * @param server such as {@code https://shop.example}
     * @param timeout for the head of an answer, and for each silence within its body
     */
    public HttpClientTransport(HttpClient client, URI server, Duration timeout) {
        this.client = client;
        this.server = server.toString().replaceFirst("/$", "");
        this.timeout = timeout;
    }

    @Override
    public Answer open(String target, Map<String, String> headers) throws IOException {
        return answer(request(target, headers).GET());
    }

    @Override
    public Answer post(String target, Map<String, String> headers, byte[] body) throws IOException {
        return answer(request(target, headers).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private HttpRequest.Builder request(String target, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + target)).timeout(timeout);
        headers.forEach(request::header);
        return request;
    }

    private Answer answer(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            Map<String, String> fields = new TreeMap<>();
            for (Map.Entry<String, List<String>> field :
                    response.headers().map().entrySet()) {
                fields.put(
                        field.getKey().toLowerCase(Locale.ROOT),
                        field.getValue().get(0));
            }
            return new Answer(response.statusCode(), fields, new Body(response.body(), timeout));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + server);
        }
    }

    /**
     * A body that is closed when the server is silent for too long; the client's own timeout ends with the head. One
     * reader.
     */
    @DesktopOnly
    private static final class Body extends InputStream {
        private final InputStream body;
        private final Duration timeout;

        Body(InputStream body, Duration timeout) {
            this.body = body;
            this.timeout = timeout;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            CompletableFuture<Boolean> read = new CompletableFuture<>();
            CompletableFuture<Void> unused = read.completeOnTimeout(false, timeout.toNanos(), TimeUnit.NANOSECONDS)
                    .thenAccept(this::closeUnless);
            try {
                return body.read(bytes, offset, length);
            } catch (IOException e) {
                if (read.complete(true)) {
                    throw e;
                }
                HttpTimeoutException silent = new HttpTimeoutException("the answer stopped for " + timeout);
                silent.initCause(e);
                throw silent;
            } finally {
                read.complete(true);
            }
        }

        private void closeUnless(boolean inTime) {
            if (!inTime) {
                try {
                    body.close();
                } catch (IOException e) {
                    // The reader is told of the silence.
                }
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
