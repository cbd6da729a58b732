package dev.millrace.server.http;

import dev.millrace.server.config.ConfigException;
import dev.millrace.server.config.HttpConfig;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * How sockets are driven. Immutable.
 *
 * @param name the name of it
 * @param handlers makes the handler of an event loop
 * @param channel the listening socket's class
 */
record Transport(String name, IoHandlerFactory handlers, Class<? extends ServerChannel> channel) {
    static Transport of(HttpConfig.Transport wanted) {
        return switch (wanted) {
            case AUTO -> Epoll.isAvailable() ? epoll() : nio();
            case EPOLL -> {
                if (!Epoll.isAvailable()) {
                    throw new ConfigException("millrace.server.http.transport: EPOLL is not on this machine: "
                            + Epoll.unavailabilityCause() + " (expected: AUTO or NIO)");
                }
                yield epoll();
            }
            case NIO -> nio();
        };
    }

    private static Transport epoll() {
        return new Transport("epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
    }

    private static Transport nio() {
        return new Transport("nio", NioIoHandler.newFactory(), NioServerSocketChannel.class);
    }

    MultiThreadIoEventLoopGroup group(int threads) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("millrace-http"), handlers);
    }
}
