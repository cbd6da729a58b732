package dev.millrace.server.http;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;

/** The open connections of one port. Thread-safe. */
final class OpenConnections {
    private static final int LEAST_REFUSED = 16;

    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final int most;

    /** Creates it for a port that serves {@code most} connections. */
    OpenConnections(int most) {
        this.most = most;
    }

    void add(Channel channel) {
        channels.add(channel);
    }

    int size() {
        return channels.size();
    }

    /** Returns whether there are more than are served: the latest is refused. */
    boolean full() {
        return size() > most;
    }

    /** Returns whether those that are refused and linger are too many too: the latest is closed at once. */
    boolean crowded() {
        return size() > most + Math.max(LEAST_REFUSED, most / 4);
    }

    /** Has every connection finish what has arrived or is arriving, then close. */
    void drain() {
        for (Channel channel : channels) {
            channel.eventLoop().execute(() -> {
                Connection connection = channel.pipeline().get(Connection.class);
                if (connection != null) {
                    connection.drain(channel.pipeline().context(connection));
                }
            });
        }
    }

    /** Waits until all are closed, and closes those that are not within {@code limit}. */
    void close(Duration limit) {
        channels.newCloseFuture().awaitUninterruptibly(limit.toMillis());
        channels.close().awaitUninterruptibly();
    }
}
