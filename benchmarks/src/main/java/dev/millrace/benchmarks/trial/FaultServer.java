package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.release.OpenShop;
import dev.millrace.server.http.HttpServer;
import dev.millrace.server.metrics.ServerMetrics;
import dev.millrace.server.swap.Live;
import dev.millrace.server.swap.ReleaseControl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;

/** A server in this process whose stages can be made to fail. Thread-safe; closed once by its owner. */
final class FaultServer implements AutoCloseable {
    private final FaultyStages stages;
    private final OpenShop shop;
    private final ServerMetrics metrics;
    private final HttpServer http;

    private FaultServer(FaultyStages stages, OpenShop shop, ServerMetrics metrics, HttpServer http) {
        this.stages = stages;
        this.shop = shop;
        this.metrics = metrics;
        this.http = http;
    }

    /** Starts it over a release, or the live one of a folder of releases. */
    static FaultServer start(Path releases, String config) throws IOException {
        FaultyStages stages = new FaultyStages();
        OpenShop shop = OpenShop.open(releases, config, stages::around);
        shop.served().warmUp();
        ServerMetrics metrics = new ServerMetrics();
        HttpServer http = HttpServer.start(
                shop.config(),
                new HttpServer.Parts(
                        Live.always(shop.served().served()),
                        shop.events(),
                        metrics,
                        InstantSource.system(),
                        System::nanoTime,
                        request -> {},
                        ReleaseControl.fixed("trial")));
        return new FaultServer(stages, shop, metrics, http);
    }

    FaultyStages stages() {
        return stages;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), http.port());
    }

    @Override
    public void close() {
        stages.names().forEach(stage -> stages.set(stage, Fault.NONE));
        http.close();
        metrics.close();
        shop.close();
    }
}
