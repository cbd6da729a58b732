package dev.millrace.server;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.UserHistories;
import dev.millrace.server.config.ConfigReader;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.event.EventStore;
import dev.millrace.server.event.LiveHistories;
import dev.millrace.server.http.HttpServer;
import dev.millrace.server.metrics.ServerMetrics;
import dev.millrace.server.swap.Live;
import dev.millrace.server.swap.ReleaseControl;
import dev.millrace.server.swap.Served;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** A server over a {@link FakeShop} on a free port of this machine. */
public final class RunningServer implements AutoCloseable {
    static {
        Leaks.watch();
    }

    public static final Instant NOW = Instant.ofEpochMilli(FakeShop.DATA_END + 1000);

    private static final ReleaseControl UNCHANGING = new ReleaseControl() {
        @Override
        public Change reload() {
            return new Change(Outcome.UNCHANGED, "fake-1", "");
        }

        @Override
        public Change rollback() {
            return new Change(Outcome.REFUSED, "fake-1", "no release was live before fake-1");
        }

        @Override
        public Status status() {
            return new Status("fake-1", "fake-1", "", "", 1);
        }
    };

    private final FakeShop shop;
    private final EventStore events;
    private final Cascade cascade;
    private final ServerMetrics metrics = new ServerMetrics();
    private final HttpServer server;

    private RunningServer(ServerConfig config, long dataEndMillis, UserHistories known) throws IOException {
        shop = new FakeShop(dataEndMillis);
        events = new EventStore(config.events());
        cascade = shop.cascade(
                new LiveHistories(shop.catalog(), known, events, config.events().maxPerUser()));
        Served served = new Served(cascade, shop.manifest(), new ListedItems(shop.catalog()));
        server = HttpServer.start(
                config,
                new HttpServer.Parts(
                        Live.always(served),
                        events,
                        metrics,
                        InstantSource.fixed(NOW),
                        System::nanoTime,
                        request -> {},
                        UNCHANGING));
    }

    /** Starts with the keys of {@code hocon}, under {@code millrace.server}, changed. */
    public static RunningServer start(String... hocon) throws IOException {
        return start(FakeShop.DATA_END, UserHistories.NONE, hocon);
    }

    public static RunningServer start(long dataEndMillis, UserHistories known, String... hocon) throws IOException {
        StringBuilder text = new StringBuilder(
                "millrace.server { http.port = 0, releases.admin-port = 0, requests.timeout = 10 s\n");
        for (String line : List.of(hocon)) {
            text.append(line).append('\n');
        }
        return new RunningServer(ConfigReader.parse(text.append('}').toString()), dataEndMillis, known);
    }

    public FakeShop shop() {
        return shop;
    }

    public int port() {
        return server.port();
    }

    public String url() {
        return server.url();
    }

    public HttpServer http() {
        return server;
    }

    public RawClient connect() throws IOException {
        return new RawClient(server.port());
    }

    @Override
    public void close() {
        server.close();
        cascade.close();
        metrics.close();
        Leaks.check();
    }
}
