package dev.millrace.datasets.download;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A web server on loopback that answers each request as it is told to, one after the other. */
final class MoodyServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Deque<Mood> moods = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Map<String, String>> requests = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    /** Answers one request, whose headers are given in lower case; the connection is closed after it. */
    interface Mood {
        void answer(Map<String, String> request, OutputStream out) throws IOException;
    }

    MoodyServer(Mood... answers) {
        moods.addAll(List.of(answers));
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().start(this::serve);
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                Map<String, String> request = read(client);
                if (!request.isEmpty()) {
                    requests.add(request);
                    Mood mood = moods.size() > 1 ? moods.poll() : moods.peek();
                    mood.answer(request, client.getOutputStream());
                }
            } catch (IOException e) {
                // The client went away, or the server is closed: both are as told.
            }
        }
    }

    private static Map<String, String> read(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        Map<String, String> headers = new TreeMap<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            int colon = line.indexOf(": ");
            if (colon < 0) {
                headers.put("", line);
            } else {
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
            }
        }
        return headers;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/file.bin");
    }

    List<Map<String, String>> requests() {
        return List.copyOf(requests);
    }

    /** Sends a file, or the part asked for, and stops after {@code most} bytes of body. */
    static Mood file(byte[] bytes, String etag, int most) {
        return (request, out) -> {
            String range = request.getOrDefault("range", "");
            boolean same = request.getOrDefault("if-range", etag).equals(etag);
            int from = range.isEmpty() || !same ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            if (from >= bytes.length) {
                out.write(("HTTP/1.1 416 Range\r\nContent-Range: bytes */" + bytes.length
                                + "\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            String head = from == 0
                    ? "HTTP/1.1 200 OK\r\n"
                    : "HTTP/1.1 206 Partial\r\nContent-Range: bytes " + from + "-" + (bytes.length - 1) + "/"
                            + bytes.length + "\r\n";
            String tag = etag.isEmpty() ? "" : "ETag: " + etag + "\r\n";
            out.write((head + tag + "Connection: close\r\nContent-Length: " + (bytes.length - from) + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(bytes, from, Math.min(most, bytes.length - from));
        };
    }

    static Mood status(int status, String headers) {
        return (request, out) -> out.write(
                ("HTTP/1.1 " + status + " Mood\r\n" + headers + "Connection: close\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
        thread.interrupt();
    }
}
