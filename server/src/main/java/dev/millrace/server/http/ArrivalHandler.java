package dev.millrace.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells the connection of bytes before they are decoded: a request begins with its first byte, not its first line. */
final class ArrivalHandler extends ChannelInboundHandlerAdapter {
    private final Connection connection;

    ArrivalHandler(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        ChannelHandlerContext last = ctx.pipeline().context(connection);
        if (last != null) {
            connection.bytesArrived(last);
        }
        super.channelRead(ctx, message);
    }
}
