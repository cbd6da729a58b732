package dev.millrace.benchmarks.load;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sends a load and measures what becomes of it, on one event loop whose timers are finer than a millisecond where the
 * machine has epoll. Thread-safe: every run has its own state.
 */
public final class LoadGenerator {
    private LoadGenerator() {}

    /**
     * Sends the requests, again from the first when they run out, and returns when the last due one has been answered
     * or given up.
     *
     * @throws InterruptedException when the calling thread is interrupted; the load stops
     */
    public static LoadResult run(LoadOptions options, Pace pace, List<Planned> requests) throws InterruptedException {
        return run(options, pace, requests, Observer.NONE);
    }

    /**
     * Does the same, and has an observer hear of every request that is over.
     *
     * @throws InterruptedException when the calling thread is interrupted; the load stops
     */
    public static LoadResult run(LoadOptions options, Pace pace, List<Planned> requests, Observer observer)
            throws InterruptedException {
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("load", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Class<? extends SocketChannel> channel = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        Optional<Long> server = options.address().getAddress().isLoopbackAddress()
                ? ProcessTime.listener(options.address().getPort())
                : Optional.empty();
        HiccupMeter hiccups = new HiccupMeter().start();
        try {
            LoadRun run =
                    new LoadRun(options, pace, requests, new LoadRun.Means(loop.next(), channel, server), observer);
            LoadRun.Outcome outcome = await(run.start());
            Histogram measuredHiccups = hiccups.stop();
            return new LoadResult(
                    pace,
                    options,
                    outcome.tally(),
                    measuredHiccups,
                    hiccups.pauses(),
                    outcome.measured(),
                    outcome.ownTime(),
                    outcome.serverTime());
        } finally {
            hiccups.stop();
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static LoadRun.Outcome await(CompletableFuture<LoadRun.Outcome> outcome) throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the load could not be sent: " + e.getCause(), e.getCause());
        }
    }
}
