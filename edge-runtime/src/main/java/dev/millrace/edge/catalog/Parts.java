package dev.millrace.edge.catalog;

import java.nio.ByteBuffer;

/** Named parts, as a {@link dev.millrace.cascade.bundle.Bundle} has them. Implementations are thread-safe. */
public interface Parts {
    /** Returns whether there is a part of that name. */
    boolean has(String name);

    /** Returns a part: a little-endian buffer of its own, from 0 to the part's size. */
    ByteBuffer part(String name);
}
