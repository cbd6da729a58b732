package dev.millrace.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A server that answers what a test tells it to, to the n-th request it gets, one thread a connection. */
final class MoodyShop implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final Semaphore gate;
    private final IntFunction<String> answers;

    /**
     * Starts it.
     *
     * @param answers the whole answer to a request by its number, from 0; an empty one closes the connection
     * @param gate every answer takes a permit of it
     */
    MoodyShop(IntFunction<String> answers, Semaphore gate) throws IOException {
        this.answers = answers;
        this.gate = gate;
        listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    int requests() {
        return requests.get();
    }

    /** Returns how many connections were made. */
    int connections() {
        return sockets.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (readRequest(in)) {
                int number = requests.getAndIncrement();
                gate.acquire();
                String answer = answers.apply(number);
                if (answer.isEmpty()) {
                    return;
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The client went away.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return false;
            }
            head.append((char) b);
        }
        int length = head.indexOf("Content-Length: ") + 16;
        int bytes = Integer.parseInt(head.substring(length, head.indexOf("\r\n", length)));
        return in.readNBytes(bytes).length == bytes;
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n"
                + body;
    }

    static String refusal(String more) {
        return "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\n" + more + "\r\n{}";
    }

    /** A recommendation of that many items. */
    static String recommendation(int items, boolean degraded, String reason) {
        StringBuilder body =
                new StringBuilder("{\"recommendationId\":\"a\",\"release\":\"r1\",\"tookMs\":1,\"items\":[");
        for (int i = 0; i < items; i++) {
            body.append(i == 0 ? "" : ",").append("{\"itemId\":\"i").append(i).append("\",\"score\":1}");
        }
        return body.append("],\"coverage\":{\"degraded\":")
                .append(degraded)
                .append(",\"reasons\":[")
                .append(reason.isEmpty() ? "" : "\"" + reason + "\"")
                .append("],\"stages\":[{\"name\":\"retrieve\",\"in\":9,\"out\":5,\"ms\":1.5,\"strategy\":\"graph\"},"
                        + "{\"name\":\"fine\",\"in\":5,\"out\":5,\"ms\":0.25}]}}")
                .toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
