package dev.millrace.server.http;

import dev.millrace.cascade.Request;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Niceness;
import dev.millrace.server.config.HttpConfig;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.edge.BundleShelf;
import dev.millrace.server.edge.Download;
import dev.millrace.server.event.EventStore;
import dev.millrace.server.metrics.ServerMetrics;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The HTTP server. Thread-safe. It owns its threads and sockets and closes them once; the release, the events and the
 * metrics stay their owner's.
 */
public final class HttpServer implements AutoCloseable {
    private final HttpConfig config;
    private final OpenConnections connections;
    private final OpenConnections adminConnections;
    private final Dispatcher.Pools pools;
    private final MultiThreadIoEventLoopGroup loops;
    private final Workers admin;
    private final Channel listener;
    private final Channel adminListener;
    private volatile boolean stopping;
    private boolean closed;

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

    private HttpServer(ServerConfig config, Parts parts) throws IOException {
        this.config = config.http();
        Transport transport = Transport.of(config.http().transport());
        this.pools = new Dispatcher.Pools(
                Admission.start(config.workers(), parts.ticker()),
                new Workers("millrace-aside", 1, 16, 0),
                new Workers("millrace-bundles", 2, 64, Niceness.BACKGROUND));
        this.loops = transport.group(config.http().eventLoopThreads());
        this.admin = new Workers("millrace-admin", 2, 4, Niceness.BACKGROUND);
        this.connections = new OpenConnections(this.config.maxConnections());
        this.adminConnections = new OpenConnections(this.config.maxConnections());
        gauges(parts);
        BodyBudget bodies = BodyBudget.ofHeap(this.config.bodyShare());
        Dispatcher.Settings settings = new Dispatcher.Settings(config, parts.ticker());
        this.listener = listen(
                address(config),
                transport,
                new Dispatcher(
                        new Router(routes(config, parts)),
                        pools,
                        settings,
                        parts.metrics(),
                        new Dispatcher.State(connections, bodies, () -> stopping)));
        this.adminListener = listen(
                adminAddress(config),
                transport,
                new Dispatcher(
                        new Router(adminRoutes(parts.control(), config.releases().adminHost())),
                        new Dispatcher.Pools(pools.admission(), admin, pools.bundles()),
                        settings,
                        parts.metrics(),
                        new Dispatcher.State(adminConnections, bodies, () -> stopping)));
    }

    /**
     * Starts a server.
     *
     * @throws IOException when it cannot listen; the message names the address
     */
    public static HttpServer start(ServerConfig config, Parts parts) throws IOException {
        return new HttpServer(config, parts);
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
            throw cannotListen(address, e);
        }
    }

    private static InetSocketAddress address(ServerConfig config) {
        return new InetSocketAddress(config.http().host(), config.http().port());
    }

    private static InetSocketAddress adminAddress(ServerConfig config) {
        return new InetSocketAddress(
                config.releases().adminHost(), config.releases().adminPort());
    }

    private static IOException cannotListen(InetSocketAddress address, Throwable cause) {
        return new IOException(
                "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + cause, cause);
    }

    private List<Route> routes(ServerConfig config, Parts parts) {
        Api api = new Api(parts.live(), config, parts.metrics(), parts.ticker(), parts.recent());
        Lookups lookups = new Lookups(parts.live(), config);
        EventsApi events = new EventsApi(parts.events(), config.limits(), parts.live(), parts.metrics(), parts.clock());
        EdgeApi edge = new EdgeApi(config.edge().on() ? new BundleShelf(config.edge(), parts.ticker()) : null);
        Operations operations = new Operations(parts.live(), parts.metrics(), () -> stopping);
        return List.of(
                Route.post("recommend", "/v1/recommend", api::recommend).withBudget(),
                Route.post("rank", "/v1/rank", api::rank).withBudget(),
                Route.post("events", "/v1/events", events::events),
                Route.get("item", "/v1/items/{id}", Route.Place.WORKER, lookups::item),
                Route.get("similar", "/v1/items/{id}/similar", Route.Place.WORKER, lookups::similar)
                        .knowing("numResults"),
                Route.get("release", "/v1/release", Route.Place.WORKER, lookups::release),
                Route.get("edge", "/v1/edge/bundle", Route.Place.BUNDLES, edge::bundle)
                        .knowing("from")
                        .producing(Download.BUNDLE),
                Route.get("live", "/health/live", Route.Place.EVENT_LOOP, operations::live),
                Route.get("ready", "/health/ready", Route.Place.EVENT_LOOP, operations::ready),
                Route.get("metrics", "/metrics", Route.Place.ASIDE, operations::metrics)
                        .producing("text/plain"),
                Route.get("openapi", "/openapi.json", Route.Place.EVENT_LOOP, operations::description));
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
        metrics.gauge("millrace.http.connections", "open connections", () -> connections.size() + adminConnections.size());
        metrics.gauge(
                "millrace.http.buffers.direct.bytes", "memory of the buffers of connections", HttpServer::buffers);
        metrics.gauge("millrace.workers.queue", "requests that wait for a worker", pools.admission()::waiting);
        metrics.gauge("millrace.workers.running", "requests that workers work on", pools.admission()::running);
        metrics.gauge("millrace.workers.lost", "threads in work that was taken from them", pools.admission()::lost);
        metrics.gauge("millrace.workers.limit", "requests that may be there at once", pools.admission()::limit);
        metrics.gauge("millrace.workers.effort", "share of the widths that is worth while", pools.admission()::effort);
        metrics.gauge("millrace.events.stored", "events kept in memory", parts.events()::size);
        metrics.gauge("millrace.events.users", "users with events kept in memory", parts.events()::users);
    }

    private static long buffers() {
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : 0;
    }

    private Channel listen(InetSocketAddress address, Transport transport, Dispatcher dispatcher) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(transport.channel())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        dispatcher.connections().add(channel);
                        RequestDecoder decoder = new RequestDecoder(config);
                        ChannelPipeline pipeline = channel.pipeline();
                        pipeline.addLast(
                                new WriteTimeoutHandler(config.writeTimeout().toMillis(), TimeUnit.MILLISECONDS));
                        pipeline.addLast(new HttpResponseEncoder());
                        pipeline.addLast(decoder);
                        pipeline.addLast(new Connection(dispatcher, decoder));
                    }
                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stopThreads();
            throw cannotListen(address, bound.cause());
        }
        return bound.channel();
    }

    /** Returns the port it listens on. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Returns the admin port it listens on. */
    public int adminPort() {
        return ((InetSocketAddress) adminListener.localAddress()).getPort();
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
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        stopping = true;
        listener.close().awaitUninterruptibly();
        adminListener.close().awaitUninterruptibly();
        connections.drain();
        adminConnections.drain();
        long began = System.nanoTime();
        connections.close(config.shutdownTimeout());
        adminConnections.close(config.shutdownTimeout().minusNanos(System.nanoTime() - began));
        stopThreads();
    }

    private void stopThreads() {
        try {
            pools.admission().close();
            pools.aside().close(Duration.ofSeconds(5));
            pools.bundles().close(Duration.ofSeconds(5));
            admin.close(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
