package dev.millrace.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a connection waits for, one thing at a time. Owned by an event loop. */
final class ConnectionTimer {
    private @Nullable Future<?> pending;

    /** Has a task run after a while, in place of the one before. */
    void start(ChannelHandlerContext ctx, Duration limit, Runnable task) {
        stop();
        pending = ctx.executor()
                .schedule(
                        () -> {
                            pending = null;
                            task.run();
                        },
                        limit.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    boolean runs() {
        return pending != null;
    }

    void stop() {
        if (pending != null) {
            pending.cancel(false);
            pending = null;
        }
    }
}
