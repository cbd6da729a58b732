package dev.millrace.kernel;

import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.ItemVectors;

/** Item vectors with the fastest products there are on this machine. Stateless. */
public final class FastVectors {
    private FastVectors() {}

    /**
     * Returns vectors whose products of many items are computed as many numbers at a time as a vector register holds,
     * so that sums round otherwise than one by one; {@code vectors} themselves where the Vector API or float32 is
     * missing.
     */
    public static ItemVectors of(ItemVectors vectors) {
        return VectorApi.present()
                        && vectors instanceof FloatVectors floats
                        && floats.dimension() >= WideVectors.leastDimension()
                ? new WideVectors(floats)
                : vectors;
    }
}
