package dev.millrace.datasets;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a text file, compressed with gzip or not, with their numbers. Ends of line are LF or CRLF; a byte order
 * mark is skipped. One thread at a time; whoever opens it closes it.
 */
final class Lines implements Closeable {
    private static final int LONGEST = 64 << 20;

    private final Path file;
    private final InputStream in;
    private final Charset charset;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private byte[] line = new byte[256];
    private int length;
    private long number;
    private String text = "";
    private boolean valid = true;

    private Lines(Path file, InputStream in, Charset charset) {
        this.file = file;
        this.in = in;
        this.charset = charset;
    }

    /** Opens a file; throws {@link DataException} when its compression is damaged from the start. */
    static Lines open(Path file, Charset charset) throws IOException {
        Lines lines = new Lines(file, content(file), charset);
        lines.skipByteOrderMark();
        return lines;
    }

    static Lines open(Path file) throws IOException {
        return open(file, StandardCharsets.UTF_8);
    }

    /** Returns the bytes of a file, decompressed where it begins like gzip. */
    static InputStream content(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            raw.mark(2);
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            return gzip ? new GZIPInputStream(raw, 1 << 16) : raw;
        } catch (IOException e) {
            raw.close();
            throw new DataException(file + ": damaged gzip: " + e.getMessage(), e);
        }
    }

    /** Returns UTF-8 where every line of a file is valid in it, else the other charset. */
    static Charset charset(Path file, Charset other) throws IOException {
        try (Lines lines = open(file)) {
            while (lines.next()) {
                if (!lines.valid()) {
                    return other;
                }
            }
        }
        return StandardCharsets.UTF_8;
    }

    private void skipByteOrderMark() throws IOException {
        if (charset.equals(StandardCharsets.UTF_8)
                && fill()
                && limit >= 3
                && buffer[0] == (byte) 0xef
                && buffer[1] == (byte) 0xbb
                && buffer[2] == (byte) 0xbf) {
            position = 3;
        }
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        position = 0;
        limit = 0;
        try {
            while (limit < 3) {
                int read = in.read(buffer, limit, buffer.length - limit);
                if (read < 0) {
                    break;
                }
                limit += read;
            }
        } catch (IOException e) {
            throw new DataException(
                    file + ": cannot be read on after line " + number + ": " + e.getMessage()
                            + " (expected: a whole file; is it cut short?)",
                    e);
        }
        return limit > 0;
    }

    /** Moves to the next line; returns false at the end. */
    boolean next() throws IOException {
        length = 0;
        if (!fill()) {
            return false;
        }
        number++;
        while (fill()) {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            append(position, end);
            position = end;
            if (end < limit) {
                position++;
                break;
            }
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        decode();
        return true;
    }

    private void append(int from, int to) {
        int size = to - from;
        if (length + size > LONGEST) {
            throw new DataException(file + ":" + number + ": a line of more than " + LONGEST
                    + " bytes (expected: a text file with lines)");
        }
        if (length + size > line.length) {
            line = Arrays.copyOf(line, Math.max(length + size, 2 * line.length));
        }
        System.arraycopy(buffer, from, line, length, size);
        length += size;
    }

    private void decode() {
        text = new String(line, 0, length, charset);
        valid = text.indexOf('\ufffd') < 0 || decodesStrictly();
    }

    private boolean decodesStrictly() {
        try {
            charset.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Returns the current line without its end. */
    String text() {
        return text;
    }

    /** Returns whether the current line is text of its charset throughout. */
    boolean valid() {
        return valid;
    }

    /** Returns the number of the current line, from 1. */
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
