package dev.millrace.cascade.release;

import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks that an ONNX model holds all of its data itself.
 *
 * <p>A model may keep tensors in other files, named by path; whoever can change such a model can make the runtime read
 * any file. So every tensor is looked at: those of the graph, of its sparse tensors, of every attribute, of subgraphs
 * at any depth, of functions and of training graphs. Unknown fields are skipped as protobuf prescribes. The tensors'
 * data is stepped over, not read, so that the check costs a few reads for each tensor and one small buffer, whatever
 * the size of the model. Groups, which no version of ONNX uses, are refused with everything else that is malformed.
 *
 * <p>A bundle holds its models to more: every operator is on a list, and there are neither functions, whose names could
 * hide others, nor training graphs.
 */
public final class OnnxFile {
    private static final int MAX_DEPTH = 100;
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    /** The messages on a way to a tensor; all others are stepped over. */
    private enum Message {
        MODEL,
        TRAINING,
        FUNCTION,
        GRAPH,
        NODE,
        ATTRIBUTE,
        SPARSE_TENSOR,
        TENSOR,
        /** Holds no tensor. */
        OTHER;

        /** Returns what lies in a field, by the numbers of onnx.proto. */
        Message field(int number) {
            return switch (this) {
                case MODEL -> number == 7 ? GRAPH : number == 20 ? TRAINING : number == 25 ? FUNCTION : OTHER;
                case TRAINING -> number == 1 || number == 2 ? GRAPH : OTHER;
                case FUNCTION -> number == 7 ? NODE : number == 11 ? ATTRIBUTE : OTHER;
                case GRAPH -> number == 1 ? NODE : number == 5 ? TENSOR : number == 15 ? SPARSE_TENSOR : OTHER;
                case NODE -> number == 5 ? ATTRIBUTE : OTHER;
                case ATTRIBUTE ->
                    switch (number) {
                        case 5, 10 -> TENSOR;
                        case 6, 11 -> GRAPH;
                        case 22, 23 -> SPARSE_TENSOR;
                        default -> OTHER;
                    };
                case SPARSE_TENSOR -> number == 1 || number == 2 ? TENSOR : OTHER;
                case TENSOR, OTHER -> OTHER;
            };
        }
    }

    /** Says which operators a model may have. */
    @FunctionalInterface
    public interface Operators {
        /** Returns whether a model may have an operator; the standard domain is empty. */
        boolean allow(String domain, String operator);
    }

    /** Where the bytes are. */
    private interface Source {
        /** Reads some bytes from an offset; -1 at the end. */
        int read(ByteBuffer into, long offset) throws IOException;
    }

    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    private static final int NODE_OPERATOR = 4;
    private static final int NODE_DOMAIN = 7;
    private static final int TENSOR_EXTERNAL_DATA = 13;
    private static final int TENSOR_DATA_LOCATION = 14;
    private static final int MAX_NAME = 200;

    private final Source source;
    private final @Nullable Operators allowed;
    private final ByteBuffer window = ByteBuffer.allocate(4096);
    private long windowStart;
    private long position;
    private boolean graph;

    private OnnxFile(Source source, @Nullable Operators allowed) {
        this.source = source;
        this.allowed = allowed;
        ((Buffer) window).limit(0);
    }

    /** Throws {@link BadReleaseException} when the file is no ONNX model or refers to data outside itself. */
    static void check(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new OnnxFile(channel::read, null).model(channel.size());
        } catch (Refused e) {
            throw new BadReleaseException(file, e.reason(), e);
        } catch (IOException e) {
            throw new BadReleaseException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Returns what is wrong with a model: that it is none, refers to data outside itself, or has operators that are not
     * allowed, functions or training graphs. Nothing when all is well.
     *
     * @param model from position to limit, which do not move
     */
    public static Optional<String> problem(ByteBuffer model, Operators allowed) {
        ByteBuffer bytes = model.slice();
        try {
            new OnnxFile(
                            new Source() {
                                @Override
                                public int read(ByteBuffer into, long offset) {
                                    return copy(bytes, into, offset);
                                }
                            },
                            allowed)
                    .model(bytes.capacity());
            return Optional.empty();
        } catch (Refused e) {
            return Optional.of(e.reason());
        } catch (IOException e) {
            throw new AssertionError("memory can be read", e);
        }
    }

    private static int copy(ByteBuffer from, ByteBuffer into, long offset) {
        ByteBuffer view = from.duplicate();
        ((Buffer) view).position((int) offset);
        int count = Math.min(view.remaining(), into.remaining());
        if (count == 0) {
            return -1;
        }
        ((Buffer) view).limit((int) offset + count);
        into.put(view);
        return count;
    }

    private void model(long bytes) throws IOException {
        message(Message.MODEL, bytes, 0);
        if (!graph) {
            throw new Refused("is no ONNX model: it has no graph");
        }
    }

    private void message(Message message, long end, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw malformed("more than " + MAX_DEPTH + " levels");
        }
        if (message == Message.NODE && allowed != null) {
            operator(allowed, end);
        }
        while (position < end) {
            long tag = varint(end);
            int number = (int) (tag >>> 3);
            if (tag >>> 32 != 0 || number == 0) {
                throw malformed("field tag " + Long.toUnsignedString(tag));
            }
            field(message, number, (int) tag & 7, end, depth);
        }
    }

    private void field(Message message, int number, int wireType, long end, int depth) throws IOException {
        Message child = message.field(number);
        if (child != Message.OTHER && wireType != BYTES) {
            throw malformed("field " + number + " with wire type " + wireType);
        }
        if (allowed != null && (child == Message.FUNCTION || child == Message.TRAINING)) {
            throw new Refused("has a " + child.name().toLowerCase(Locale.ROOT) + " (expected: none in a bundle)");
        }
        if (message == Message.TENSOR && number == TENSOR_EXTERNAL_DATA) {
            throw new Refused("has a tensor with external data");
        }
        switch (wireType) {
            case VARINT -> {
                long value = varint(end);
                if (message == Message.TENSOR && number == TENSOR_DATA_LOCATION && value != 0) {
                    throw new Refused("has a tensor with external data");
                }
            }
            case FIXED64 -> skip(8, end);
            case BYTES -> bytes(child, end, depth);
            case FIXED32 -> skip(4, end);
            default -> throw malformed("wire type " + wireType);
        }
    }

    private void bytes(Message child, long end, int depth) throws IOException {
        long length = varint(end);
        if (length < 0 || length > end - position) {
            throw malformed("a field of " + Long.toUnsignedString(length) + " bytes, " + (end - position) + " left");
        }
        if (child == Message.OTHER) {
            position += length;
        } else {
            graph |= child == Message.GRAPH;
            message(child, position + length, depth + 1);
        }
    }

    private long varint(long end) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int b = next(end);
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("a number of more than ten bytes");
    }

    /** Looks ahead for the names of a node, which may stand in any order, then returns to its beginning. */
    private void operator(Operators allowed, long end) throws IOException {
        long start = position;
        String operator = "";
        String domain = "";
        while (position < end) {
            long tag = varint(end);
            int number = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
            int wireType = (int) tag & 7;
            if (wireType == BYTES && number == NODE_OPERATOR) {
                operator = name(end);
            } else if (wireType == BYTES && number == NODE_DOMAIN) {
                domain = name(end);
            } else {
                field(Message.OTHER, number, wireType, end, 0);
            }
        }
        position = start;
        if (!allowed.allow(domain, operator)) {
            throw new Refused("has the operator " + (domain.isEmpty() ? "" : domain + ".") + operator
                    + " (expected: one that a bundle may have)");
        }
    }

    private String name(long end) throws IOException {
        long length = varint(end);
        if (length < 0 || length > Math.min(MAX_NAME, end - position)) {
            throw malformed("a name of " + Long.toUnsignedString(length) + " bytes");
        }
        byte[] utf8 = new byte[(int) length];
        for (int i = 0; i < utf8.length; i++) {
            utf8[i] = next(end);
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private void skip(int bytes, long end) throws IOException {
        if (bytes > end - position) {
            throw malformed("a field that ends too early");
        }
        position += bytes;
    }

    private byte next(long end) throws IOException {
        if (position >= end) {
            throw malformed("a field that ends too early");
        }
        long offset = position - windowStart;
        if (offset < 0 || offset >= window.limit()) {
            fill();
            offset = 0;
        }
        position++;
        return window.get((int) offset);
    }

    private void fill() throws IOException {
        ((Buffer) window).clear();
        windowStart = position;
        while (window.hasRemaining() && source.read(window, windowStart + window.position()) >= 0) {
            // until the window is full or the file ends
        }
        ArrayFileWriter.flip(window);
        if (!window.hasRemaining()) {
            throw malformed("a field that ends too early");
        }
    }

    private Refused malformed(String what) {
        return new Refused("is no ONNX model: " + what + " before byte " + position);
    }
}
