package dev.millrace.server;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.server.admission.Priority;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.event.EventStore;
import dev.millrace.server.http.HttpServer;
import dev.millrace.server.metrics.ServerMetrics;
import dev.millrace.server.swap.Live;
import dev.millrace.server.swap.ReleaseControl;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a server answer made-up requests on a port of its own before the real one listens, few and a crowd by turns.
 *
 * <p>The virtual machine compiles what it has seen. A server that has only known quiet times is compiled for these: the
 * first crowd takes ways that are not, stages that are narrowed or ended, requests that are refused, and compiling them
 * anew keeps a processor busy for seconds, just when there is none to spare. What was seen here is there from the
 * beginning.
 */
final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int FEW = 2;
    private static final int CROWD = 48;
    private static final Duration SCENE = Duration.ofMillis(300);
    private static final Duration BETWEEN = Duration.ofMillis(3);
    private static final int REQUESTS = 240;
    private static final int MOST_EVENTS = 40;
    private static final int RANKED = 100;
    private static final int SHORT_MILLIS = 15;
    private static final String LENGTH = "content-length:";

    private final int port;
    private final int crowd;
    private final List<byte[]> requests;
    private volatile boolean crowded;
    private volatile boolean over;

    private Rehearsal(int port, int crowd, List<byte[]> requests) {
        this.port = port;
        this.crowd = crowd;
        this.requests = requests;
    }

    /**
     * Plays for as long as the configuration says; nothing of it is counted, kept or replayed.
     *
     * @throws IOException when there is no port on this machine
     */
    static void play(ServerConfig config, Live live) throws IOException {
        Duration length = config.workers().rehearsal();
        if (length.isZero()) {
            return;
        }
        String loopback = InetAddress.getLoopbackAddress().getHostAddress();
        ServerConfig here = config.withHttp(config.http().withAddress(loopback, 0))
                .withReleases(config.releases().withAdminAddress(loopback, 0));
        try (Live.Lease lease = live.lease();
                ServerMetrics metrics = new ServerMetrics();
                HttpServer server = HttpServer.start(
                        here,
                        new HttpServer.Parts(
                                live,
                                new EventStore(config.events()),
                                metrics,
                                InstantSource.system(),
                                System::nanoTime,
                                request -> {},
                                ReleaseControl.fixed(lease.served().manifest().version())))) {
            new Rehearsal(
                            server.port(),
                            Math.min(CROWD, config.http().maxConnections()),
                            requests(lease.served().cascade().catalog(), config))
                    .play(length);
        }
        retire();
    }

    /**
     * Has everything that is there now moved out of the collector's young generation, where it would be copied, while
     * requests wait, as often as it takes to grow old: what has lived until here lives as long as the release.
     */
    private static void retire() {
        System.gc();
    }

    private void play(Duration length) {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < crowd; i++) {
            int number = i;
            callers.add(
                    Thread.ofPlatform().daemon().name("millrace-rehearsal-" + i).start(() -> call(number)));
        }
        long end = System.nanoTime() + length.toNanos();
        try {
            while (System.nanoTime() < end) {
                Thread.sleep(SCENE);
                crowded = !crowded;
            }
            over = true;
            for (Thread caller : callers) {
                caller.join();
            }
        } catch (InterruptedException e) {
            over = true;
            Thread.currentThread().interrupt();
        }
    }

    private void call(int number) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int turn = number; !over; turn += crowd + 1) {
                if (number < FEW || crowded) {
                    socket.getOutputStream().write(requests.get(turn % requests.size()));
                    skipAnswer(in);
                }
                if (number >= FEW) {
                    LockSupport.parkNanos(BETWEEN.toNanos());
                }
            }
        } catch (IOException e) {
            LOG.debug("the rehearsal goes on without a caller", e);
        }
    }

    private static void skipAnswer(InputStream in) throws IOException {
        long length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Long.parseLong(line.substring(LENGTH.length()).strip());
            }
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    /** Returns requests of every kind and priority, some of which have too little time. */
    private static List<byte[]> requests(Catalog catalog, ServerConfig config) {
        int[] popular = catalog.statistics().byPopularity();
        List<String> filters = SampleFilters.of(catalog, config.limits().maxFilterLength());
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            JsonObject body = new JsonObject()
                    .put("userId", "rehearsal-" + i)
                    .put("history", history(catalog, popular, i))
                    .put("numResults", config.requests().numResults())
                    .put("priority", priority(i).label());
            if (i % 8 == 3) {
                body.put("timeoutMs", SHORT_MILLIS);
            }
            if (i % 16 == 5) {
                body.put("itemIds", ids(catalog, popular, i));
                requests.add(post("/v1/rank", body));
            } else {
                if (i % 4 == 1 && !filters.isEmpty()) {
                    body.put("filter", filters.get(i / 4 % filters.size()));
                }
                requests.add(post("/v1/recommend", body));
            }
        }
        return requests;
    }

    private static Priority priority(int i) {
        return i % 10 == 0 ? Priority.CRITICAL : i % 10 < 7 ? Priority.DEFAULT : Priority.SHEDDABLE;
    }

    private static List<Object> history(Catalog catalog, int[] popular, int from) {
        String type = catalog.items().schema().eventTypes().getFirst().name();
        List<Object> events = new ArrayList<>();
        for (String id : ids(catalog, popular, from).subList(0, Math.min(popular.length, from % MOST_EVENTS))) {
            events.add(new JsonObject().put("itemId", id).put("type", type));
        }
        return events;
    }

    private static List<String> ids(Catalog catalog, int[] popular, int from) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < Math.min(RANKED, popular.length); i++) {
            ids.add(catalog.items().id(popular[(from * 7 + i) % popular.length]));
        }
        return ids;
    }

    private static byte[] post(String path, JsonObject body) {
        String json = body.toString();
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json)
                .getBytes(StandardCharsets.UTF_8);
    }
}
