package dev.millrace.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A blocking client of one kept-alive connection, which reads no more of an answer than where it ends. One thread at a
 * time.
 */
final class LoopbackClient implements AutoCloseable {
    private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);

    LoopbackClient(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @return the bytes of the answer
     * @throws IOException when it is not a 200
     */
    int exchange(byte[] request) throws IOException {
        buffer.clear().put(request).flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
        int body = -1;
        int length = 0;
        while (body < 0 || buffer.position() < body + length) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (body < 0) {
                body = endOfHead();
                length = body < 0 ? 0 : contentLength(body);
            }
        }
        if (buffer.get(9) != '2' || buffer.get(10) != '0' || buffer.get(11) != '0') {
            throw new IOException("not a 200: " + text(0));
        }
        return buffer.position();
    }

    /** Sends a request and returns the body of its answer. */
    String body(byte[] request) throws IOException {
        exchange(request);
        return text(endOfHead());
    }

    private String text(int from) {
        byte[] bytes = new byte[buffer.position() - from];
        buffer.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int endOfHead() {
        for (int i = 0; i + 3 < buffer.position(); i++) {
            if (buffer.get(i) == '\r'
                    && buffer.get(i + 1) == '\n'
                    && buffer.get(i + 2) == '\r'
                    && buffer.get(i + 3) == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private int contentLength(int end) throws IOException {
        for (int i = 0; i + LENGTH.length < end; i++) {
            if (matches(i)) {
                int value = 0;
                for (int at = i + LENGTH.length; buffer.get(at) >= '0' && buffer.get(at) <= '9'; at++) {
                    value = 10 * value + buffer.get(at) - '0';
                }
                return value;
            }
        }
        throw new IOException("an answer without a length");
    }

    private boolean matches(int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            if (Character.toLowerCase(buffer.get(at + i)) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
