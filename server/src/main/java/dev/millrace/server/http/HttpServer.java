package dev.millrace.server.http;

import dev.millrace.cascade.Request;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.config.HttpConfig;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.edge.BundleShelf;
import dev.millrace.server.edge.Download;
import dev.millrace.server.event.EventStore;
import dev.millrace.server.metrics.ServerMetrics;
import dev.millrace.server.swap.Live;
import dev.millrace.server.swap.ReleaseControl;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The HTTP server. Thread-safe. It owns its threads and sockets and closes them once; the release, the events and the
 * metrics stay their owner's.
 */
public final class HttpServer implements AutoCloseable {
    private final HttpConfig config;
    private final ServerThreads threads;
    private final Port port;
    private final Port adminPort;
    private final AtomicBoolean stopping;

    /**
     * What the server answers from. Immutable.
     *
     * @param live the release, borrowed once a request
     * @param events where events go
     * @param metrics what is counted
     * @param clock the time of an event that has none
     * @param ticker nanoseconds, for durations
     * @param recent is shown every request that was answered; quick
     * @param control changes the release, on the admin port
     */
    public record Parts(
            Live live,
            EventStore events,
            ServerMetrics metrics,
            InstantSource clock,
            LongSupplier ticker,
            Consumer<Request> recent,
            ReleaseControl control) {}

    private HttpServer(HttpConfig config, ServerThreads threads, Port port, Port adminPort, AtomicBoolean stopping) {
        this.config = config;
        this.threads = threads;
        this.port = port;
        this.adminPort = adminPort;
        this.stopping = stopping;
    }

    /**
     * Starts a server.
     *
     * @throws IOException when it cannot listen; the message names the address
     */
    public static HttpServer start(ServerConfig config, Parts parts) throws IOException {
        AtomicBoolean stopping = new AtomicBoolean();
        Transport transport = Transport.of(config.http().transport());
        List<Route> routes = routes(config, parts, stopping::get);
        List<Route> adminRoutes = adminRoutes(parts.control(), config.releases().adminHost());
        ServerThreads threads = ServerThreads.start(config, transport, parts.ticker());
        try {
            Dispatcher dispatcher = dispatcher(config, parts, stopping::get, routes, threads.pools());
            Dispatcher admin = dispatcher(config, parts, stopping::get, adminRoutes, threads.adminPools());
            HttpServer server = new HttpServer(
                    config.http(),
                    threads,
                    Port.listen(address(config), transport, threads.loops(), dispatcher),
                    Port.listen(adminAddress(config), transport, threads.loops(), admin),
                    stopping);
            server.gauges(parts);
            return server;
        } catch (IOException | RuntimeException | Error e) {
            threads.close();
            throw e;
        }
    }

    /** Returns what answers on one port, with connections and a budget of bodies of its own. */
    private static Dispatcher dispatcher(
            ServerConfig config, Parts parts, BooleanSupplier stopping, List<Route> routes, Dispatcher.Pools pools) {
        return new Dispatcher(
                new Router(routes),
                pools,
                new Dispatcher.Settings(config, parts.ticker()),
                parts.metrics(),
                new Dispatcher.State(
                        new OpenConnections(config.http().maxConnections()),
                        BodyBudget.ofHeap(config.http().bodyShare()),
                        stopping));
    }

    /**
     * Tries the addresses of a server that is to start, before the work that comes first.
     *
     * @throws IOException when it could not listen; the message names the address
     */
    public static void tryAddresses(ServerConfig config) throws IOException {
        // Both at once, since they may be the same.
        try (ServerSocket socket = new ServerSocket();
                ServerSocket admin = new ServerSocket()) {
            bind(socket, address(config));
            bind(admin, adminAddress(config));
        }
    }

    private static void bind(ServerSocket socket, InetSocketAddress address) throws IOException {
        try {
            socket.bind(address);
        } catch (IOException e) {
            throw Port.cannotListen(address, e);
        }
    }

    private static InetSocketAddress address(ServerConfig config) {
        return new InetSocketAddress(config.http().host(), config.http().port());
    }

    private static InetSocketAddress adminAddress(ServerConfig config) {
        return new InetSocketAddress(
                config.releases().adminHost(), config.releases().adminPort());
    }

    private static List<Route> routes(ServerConfig config, Parts parts, BooleanSupplier stopping) {
        RankingApi ranking = new RankingApi(parts.live(), config, parts.metrics(), parts.ticker(), parts.recent());
        Lookups lookups = new Lookups(parts.live(), config);
        EventsApi events = new EventsApi(parts.events(), config.limits(), parts.live(), parts.metrics(), parts.clock());
        EdgeApi edge = new EdgeApi(config.edge().on() ? new BundleShelf(config.edge(), parts.ticker()) : null);
        StatusApi status = new StatusApi(parts.live(), parts.metrics(), stopping);
        return List.of(
                Route.post("recommend", "/v1/recommend", ranking::recommend).withBudget(),
                Route.post("rank", "/v1/rank", ranking::rank).withBudget(),
                Route.post("events", "/v1/events", events::events),
                Route.get("item", "/v1/items/{id}", Route.Place.WORKER, lookups::item),
                Route.get("similar", "/v1/items/{id}/similar", Route.Place.WORKER, lookups::similar)
                        .knowing("numResults"),
                Route.get("release", "/v1/release", Route.Place.WORKER, lookups::release),
                Route.get("edge", "/v1/edge/bundle", Route.Place.BUNDLES, edge::bundle)
                        .knowing("from")
                        .producing(Download.BUNDLE),
                Route.get("live", "/health/live", Route.Place.EVENT_LOOP, status::live),
                Route.get("ready", "/health/ready", Route.Place.EVENT_LOOP, status::ready),
                Route.get("metrics", "/metrics", Route.Place.ASIDE, status::metrics)
                        .producing("text/plain"),
                Route.get("openapi", "/openapi.json", Route.Place.EVENT_LOOP, status::description));
    }

    private static List<Route> adminRoutes(ReleaseControl control, String host) {
        AdminApi api = new AdminApi(control);
        AdminHosts hosts = new AdminHosts(host);
        return List.of(
                Route.post("reload", "/v1/release/reload", hosts.guard(api::reload))
                        .aside(),
                Route.post("rollback", "/v1/release/rollback", hosts.guard(api::rollback))
                        .aside(),
                Route.get("releases", "/v1/release", Route.Place.ASIDE, hosts.guard(api::status)));
    }

    private void gauges(Parts parts) {
        ServerMetrics metrics = parts.metrics();
        Admission admission = threads.pools().admission();
        metrics.gauge(
                "millrace.http.connections", "open connections", () -> port.connections() + adminPort.connections());
        metrics.gauge(
                "millrace.http.buffers.direct.bytes", "memory of the buffers of connections", HttpServer::buffers);
        metrics.gauge("millrace.workers.queue", "requests that wait for a worker", admission::waiting);
        metrics.gauge("millrace.workers.running", "requests that workers work on", admission::running);
        metrics.gauge("millrace.workers.lost", "threads in work that was taken from them", admission::lost);
        metrics.gauge("millrace.workers.limit", "requests that may be there at once", admission::limit);
        metrics.gauge("millrace.workers.effort", "share of the widths that is worth while", admission::effort);
        metrics.gauge(
                "millrace.workers.occupancy",
                "share of the threads for which there was work lately",
                admission::occupancy);
        metrics.gauge("millrace.events.stored", "events kept in memory", parts.events()::size);
        metrics.gauge("millrace.events.users", "users with events kept in memory", parts.events()::users);
    }

    private static long buffers() {
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : 0;
    }

    /** Returns the port it listens on. */
    public int port() {
        return port.number();
    }

    /** Returns the admin port it listens on. */
    public int adminPort() {
        return adminPort.number();
    }

    /** Returns the address to reach it at from this machine, such as {@code http://127.0.0.1:8080}. */
    public String url() {
        String host = config.host();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port();
    }

    /**
     * Stops: accepts no connection any more, answers what has arrived or is arriving, then closes every connection;
     * those left after the configured limit are closed as they are. Does nothing the second time.
     */
    @Override
    public void close() {
        if (stopping.getAndSet(true)) {
            return;
        }
        port.drain();
        adminPort.drain();
        long began = System.nanoTime();
        port.close(config.shutdownTimeout());
        adminPort.close(config.shutdownTimeout().minusNanos(System.nanoTime() - began));
        threads.close();
    }
}
