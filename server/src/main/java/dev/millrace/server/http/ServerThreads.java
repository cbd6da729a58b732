package dev.millrace.server.http;

import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Niceness;
import dev.millrace.server.config.ServerConfig;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The threads of a server. Thread-safe; closed once by their owner.
 *
 * @param pools those that answer on the public port
 * @param admin those that answer on the admin port
 * @param loops those that read and write sockets
 */
record ServerThreads(Dispatcher.Pools pools, SideThreads admin, MultiThreadIoEventLoopGroup loops)
        implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static ServerThreads start(ServerConfig config, Transport transport, LongSupplier ticker) {
        return new ServerThreads(
                new Dispatcher.Pools(
                        Admission.start(
                                config.workers(),
                                BodyBudget.ofHeap(config.http().bodyShare()).most(),
                                ticker),
                        new SideThreads("millrace-aside", 1, 16, 0),
                        new SideThreads("millrace-bundles", 2, 64, Niceness.BACKGROUND)),
                new SideThreads("millrace-admin", 2, 4, Niceness.BACKGROUND),
                transport.group(config.http().eventLoopThreads()));
    }

    /** Returns those that answer on the admin port, which has nothing for a worker to do. */
    Dispatcher.Pools adminPools() {
        return new Dispatcher.Pools(pools.admission(), admin, pools.bundles());
    }

    @Override
    public void close() {
        try {
            pools.admission().close();
            pools.aside().close(PATIENCE);
            pools.bundles().close(PATIENCE);
            admin.close(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.shutdownGracefully(0, PATIENCE.toSeconds(), TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
