package dev.millrace.server;

import dev.millrace.cascade.FaultListener;
import dev.millrace.cascade.release.Pace;
import dev.millrace.finerank.HistoryMemory;
import dev.millrace.server.admission.Niceness;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.event.EventStore;
import dev.millrace.server.http.HttpServer;
import dev.millrace.server.metrics.ServerMetrics;
import dev.millrace.server.swap.Live;
import dev.millrace.server.swap.LiveRelease;
import dev.millrace.server.swap.RecentRequests;
import dev.millrace.server.swap.ReleaseWatch;
import dev.millrace.server.swap.Swapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** The server over a folder of releases: everything put together. Thread-safe; closed once by its owner. */
final class ReleaseServer implements AutoCloseable {
    /** Far longer than a hundred answers take twice, with the rests between them. */
    private static final Duration MOST_JUDGING = Duration.ofMinutes(2);

    private final LiveRelease live;
    private final Swapper swapper;
    private final ReleaseWatch watch;
    private final HttpServer http;
    private final ExecutorService closing;

    private ReleaseServer(
            LiveRelease live, Swapper swapper, ReleaseWatch watch, HttpServer http, ExecutorService closing) {
        this.live = live;
        this.swapper = swapper;
        this.watch = watch;
        this.http = http;
        this.closing = closing;
    }

    /**
     * Opens the live release of a folder of releases, or a release folder, and serves it; closes all again where that
     * fails. An address that is taken is found out before a release is opened and rehearsed.
     *
     * @throws IOException when it cannot listen; the message names the address
     */
    static ReleaseServer start(Path releases, ServerConfig config, ServerMetrics metrics) throws IOException {
        HttpServer.tryAddresses(config);
        EventStore events = new EventStore(config.events());
        FaultListener faults = new FaultLog(metrics, System::nanoTime);
        ServedRelease.Surroundings surroundings = ServedRelease.Surroundings.of(config, events, faults);
        ServedRelease first = ServedRelease.open(releases, surroundings, Pace.FULL, UnaryOperator.identity());
        ExecutorService closing = Executors.newSingleThreadExecutor(
                Niceness.givingWay(task -> new Thread(task, "millrace-closing"), Niceness.BACKGROUND));
        LiveRelease live = new LiveRelease(first, closing);
        try {
            first.warmUp();
            RecentRequests recent = new RecentRequests(config.releases().replayed());
            Swapper swapper = new Swapper(
                    releases,
                    live,
                    (folder, pace) -> ServedRelease.open(folder, surroundings, pace, UnaryOperator.identity()),
                    new Swapper.Trial(
                            config.releases(), recent, System::nanoTime, LockSupport::parkNanos, MOST_JUDGING),
                    metrics::releaseChange);
            metrics.gauge("millrace.releases.open", "the live release, and those still in use", live::open);
            Rehearsal.play(config, live);
            countHistories(surroundings.histories(), metrics);
            Niceness.compilersGiveWay(config.workers().niceness());
            HttpServer http = HttpServer.start(
                    config,
                    new HttpServer.Parts(
                            live, events, metrics, InstantSource.system(), System::nanoTime, recent, swapper));
            ReleaseWatch watch = watch(swapper, config, http);
            return new ReleaseServer(live, swapper, watch, http, closing);
        } catch (IOException | RuntimeException | Error e) {
            live.close();
            closing.shutdown();
            throw e;
        }
    }

    /** Starts looking for new releases, or closes the server that would wait for them in vain. */
    private static ReleaseWatch watch(Swapper swapper, ServerConfig config, HttpServer http) {
        try {
            return ReleaseWatch.start(swapper, config.releases().watchInterval());
        } catch (RuntimeException | Error e) {
            http.close();
            throw e;
        }
    }

    /** Shows what the fine ranker knew from now on: nothing of the rehearsal is counted. */
    private static void countHistories(HistoryMemory histories, ServerMetrics metrics) {
        long known = histories.known();
        long encoded = histories.encoded();
        metrics.histories(() -> histories.known() - known, () -> histories.encoded() - encoded);
    }

    HttpServer http() {
        return http;
    }

    /** Returns the version that is live. */
    String version() {
        try (Live.Lease lease = live.lease()) {
            return lease.served().manifest().version();
        }
    }

    @Override
    public void close() {
        swapper.stop();
        http.close();
        watch.close();
        live.close();
        closing.shutdown();
        try {
            if (!closing.awaitTermination(5, TimeUnit.SECONDS)) {
                // A thread that hangs in a release holds it; the process ends all the same.
                closing.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
