package dev.millrace.edge.sync;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A server of {@code POST /v1/events} on a free port of this machine, with the real one's rules, that answers as a test
 * wants. It takes one request at a time, each on a connection of its own.
 */
final class EventsServer implements AutoCloseable {
    private static final int LONGEST_ID = 256;

    /** A request as it should be answered. */
    interface Own {
        /** Takes the events in and returns the answer. */
        byte[] answer();
    }

    /** What becomes of a request. */
    interface Fate {
        /**
         * Returns the bytes of the answer; without any the connection is closed.
         *
         * @param events of the request
         * @param own what the server would do
         */
        byte[] answer(List<JsonObject> events, Own own);
    }

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Thread thread = new Thread(this::serve, "events server");
    private final Map<String, JsonObject> taken = new LinkedHashMap<>();
    private final List<Integer> batches = new ArrayList<>();
    private volatile Fate fate = (events, own) -> own.answer();
    private volatile boolean namesTheEvent = true;
    private volatile int mostEvents = 1_000;

    EventsServer() throws IOException {
        thread.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** Answers as told from now on. */
    void fate(Fate next) {
        fate = next;
    }

    /** Answers as it should from now on. */
    void behave() {
        fate = (events, own) -> own.answer();
    }

    /** Refuses from now on without saying which event is at fault. */
    void doNotNameTheEvent() {
        namesTheEvent = false;
    }

    /** Takes no more events at once from now on. */
    void mostEvents(int most) {
        mostEvents = most;
    }

    /** Returns the events taken, by id, in the order they came in. */
    Map<String, JsonObject> taken() {
        synchronized (taken) {
            return new LinkedHashMap<>(taken);
        }
    }

    /** Returns the items of the events taken, in the order they came in. */
    List<String> items() {
        List<String> items = new ArrayList<>();
        taken().values().forEach(event -> items.add(event.string("itemId")));
        return items;
    }

    /** Returns how many events each request had. */
    List<Integer> batches() {
        synchronized (taken) {
            return new ArrayList<>(batches);
        }
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                List<JsonObject> events = request(new DataInputStream(connection.getInputStream()));
                synchronized (taken) {
                    batches.add(events.size());
                }
                connection.getOutputStream().write(fate.answer(events, () -> own(events)));
            } catch (IOException e) {
                // The other side is gone, or this one closes.
            }
        }
    }

    private static List<JsonObject> request(DataInputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readByte());
        }
        String text = head.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (!text.startsWith("post /v1/events http/1.1\r\n") || !text.contains("content-type: application/json\r\n")) {
            throw new IOException(text);
        }
        byte[] body = new byte[Integer.parseInt(text.replaceFirst("(?s).*\r\ncontent-length: ([0-9]+)\r\n.*", "$1"))];
        in.readFully(body);
        return JsonReader.parse(new String(body, StandardCharsets.UTF_8)).objects("events");
    }

    private byte[] own(List<JsonObject> events) {
        if (events.size() > mostEvents) {
            return problem("/events", "events: more than " + mostEvents + " elements");
        }
        for (int i = 0; i < events.size(); i++) {
            for (String member : new String[] {"eventId", "userId", "itemId"}) {
                if (events.get(i).string(member).length() > LONGEST_ID) {
                    return problem(
                            "/events/" + i + "/" + member,
                            events.get(i).string(member).length() + " characters");
                }
            }
        }
        List<JsonObject> verdicts = new ArrayList<>();
        for (JsonObject event : events) {
            JsonObject verdict = new JsonObject().put("eventId", event.string("eventId"));
            if (event.string("type").equals("sneeze")) {
                verdict.put("verdict", "rejected").put("reason", "type: 'sneeze'");
            } else {
                synchronized (taken) {
                    boolean first = taken.putIfAbsent(event.string("eventId"), event) == null;
                    verdict.put("verdict", first ? "accepted" : "duplicate");
                }
            }
            verdicts.add(verdict);
        }
        return answer(200, "", new JsonObject().put("events", verdicts).toString());
    }

    private byte[] problem(String pointer, String detail) {
        JsonObject problem = new JsonObject().put("status", 400).put("detail", detail);
        return answer(400, "", (namesTheEvent ? problem.put("pointer", pointer) : problem).toString());
    }

    /** Returns the bytes of an answer; the header fields each end with a line break. */
    static byte[] answer(int status, String fields, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + status + " So\r\nConnection: close\r\n" + fields + "Content-Length: "
                        + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head);
        all.writeBytes(bytes);
        return all.toByteArray();
    }

    @Override
    public void close() {
        try {
            socket.close();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
