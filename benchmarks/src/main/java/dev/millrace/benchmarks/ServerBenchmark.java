package dev.millrace.benchmarks;

import dev.millrace.benchmarks.release.OpenShop;
import dev.millrace.server.http.HttpServer;
import dev.millrace.server.metrics.ServerMetrics;
import dev.millrace.server.swap.Live;
import dev.millrace.server.swap.ReleaseControl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One request after the other over a kept-alive loopback connection to a real server in the same process, from a client
 * that does next to nothing: {@link #live} touches the event loop alone, {@link #item} a worker and the JSON writer
 * too, {@link #recommend} everything. Before any timing every answer must be a 200 with what it should hold.
 *
 * <p>{@code --param widths=1000-200-50,everything} measures beside it a server that scores every item with the fine
 * ranker, see {@link ScoreEverything}.
 *
 * <p>Times are round trips, with the hops between threads that an idle machine makes slow; for processor time under
 * load use {@code millrace load}. Run: {@code ./millrace bench --stage server}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ServerBenchmark {
    private static final int USERS = 256;

    /** Items of the catalogue. */
    @Param("10000")
    public int items;

    /** Widths of the stages; {@value ScoreEverything#NAME}: see the class. */
    @Param("1000-200-50")
    public String widths = "";

    private final List<byte[]> recommendations = new ArrayList<>();
    private final byte[] live = get("/health/live");
    private final byte[] item = get("/v1/items/i7");
    private @Nullable Running running;
    private int next;

    private record Running(OpenShop shop, ServerMetrics metrics, HttpServer server, LoopbackClient client) {}

    private static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Starts the server and checks its answers. */
    @Setup(Level.Trial)
    public void start() throws IOException {
        OpenShop shop = BenchmarkShop.open(items, 64, widths);
        for (String user : shop.users(USERS, 50)) {
            String body = "{\"userId\":\"" + user + "\",\"numResults\":20,\"timeoutMs\":10000}";
            recommendations.add(
                    ("POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
        }
        shop.served().warmUp();
        ServerMetrics metrics = new ServerMetrics();
        HttpServer server = HttpServer.start(
                shop.config(),
                new HttpServer.Parts(
                        Live.always(shop.served().served()),
                        shop.events(),
                        metrics,
                        InstantSource.system(),
                        System::nanoTime,
                        request -> {},
                        ReleaseControl.fixed("bench")));
        LoopbackClient client = new LoopbackClient(server.port());
        running = new Running(shop, metrics, server, client);
        expect(client.body(live), "{");
        expect(client.body(item), "\"itemId\":\"i7\"");
        for (byte[] request : recommendations.subList(0, 20)) {
            String body = client.body(request);
            expect(body, "\"degraded\":false");
            expect(body, "\"scoredBy\":\"fine\"");
            int count = body.split("\"itemId\"", -1).length - 1;
            if (count != 20) {
                throw new IllegalStateException("items: " + count + " (expected: 20)");
            }
        }
    }

    /** The gate: wrong answers are not timed. */
    private static void expect(String body, String part) {
        if (!body.contains(part)) {
            throw new IllegalStateException("not timed, for the answer does not hold " + part + ": " + body);
        }
    }

    private LoopbackClient client() {
        return Optional.ofNullable(running).orElseThrow().client();
    }

    /** The least an answer takes: event loop, HTTP codec, sockets. */
    @Benchmark
    public int live() throws IOException {
        return client().exchange(live);
    }

    /** An item by a worker. */
    @Benchmark
    public int item() throws IOException {
        return client().exchange(item);
    }

    /** A recommendation. */
    @Benchmark
    public int recommend() throws IOException {
        return client().exchange(recommendations.get(next++ & (USERS - 1)));
    }

    /** Stops the server. */
    @TearDown(Level.Trial)
    public void stop() throws IOException {
        Running all = Optional.ofNullable(running).orElseThrow();
        all.client().close();
        all.server().close();
        all.metrics().close();
        all.shop().close();
    }
}
