package dev.millrace.edge;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer from a client that throws what it likes: when it is read, or when it is closed. */
public final class FailingBody extends FilterInputStream {
    private final boolean whenRead;

    /** Fails when it is read, or else only when it is closed. */
    public FailingBody(InputStream body, boolean whenRead) {
        super(body);
        this.whenRead = whenRead;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (whenRead) {
            throw new IllegalStateException("closed by the client");
        }
        return super.read(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        super.close();
        throw new IllegalStateException("closed by the client");
    }
}
