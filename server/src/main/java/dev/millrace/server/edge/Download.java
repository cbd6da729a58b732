package dev.millrace.server.edge;

import java.nio.ByteBuffer;

/**
 * What a device may fetch. Immutable; the content is read only.
 *
 * @param mediaType what it is
 * @param tag stands for the content: equal tags, equal bytes
 * @param content the bytes, from position to limit
 */
public record Download(String mediaType, String tag, ByteBuffer content) {
    /** The media type of a bundle. */
    public static final String BUNDLE = "application/vnd.millrace.edge-bundle";
    /** The media type of a delta between two. */
    public static final String DELTA = "application/vnd.millrace.edge-delta";

    /** Makes the content read only. */
    public Download {
        content = content.asReadOnlyBuffer();
    }

    /** Returns a view with a position of its own. */
    @Override
    public ByteBuffer content() {
        return content.duplicate();
    }
}
