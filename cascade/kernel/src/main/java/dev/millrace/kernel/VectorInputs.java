package dev.millrace.kernel;

import dev.millrace.cascade.feature.Standardization;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The same for as many features at a time as a vector register holds. */
final class VectorInputs implements Inputs {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private final int features;
    private final int width;
    private final boolean flags;
    private final float[] means;
    private final float[] scales;

    /** Creates them for at least {@link #least()} features. */
    VectorInputs(Standardization standardization) {
        features = standardization.features();
        width = standardization.width();
        flags = standardization.flags();
        means = standardization.means();
        scales = standardization.scales();
    }

    /** Returns how many features fill a vector. */
    static int least() {
        return LANES;
    }

    @Override
    public void write(float[] from, int[] rows, int first, int size, MemorySegment out) {
        int last = features - LANES;
        for (int i = 0; i < size; i++) {
            int row = rows[first + i] * features;
            long to = (long) i * width * Float.BYTES;
            for (int column = 0; column < last; column += LANES) {
                write(from, row, column, out, to);
            }
            // The last vector overlaps the one before where the features are no multiple of its length.
            write(from, row, last, out, to);
        }
    }

    private void write(float[] from, int row, int column, MemorySegment out, long to) {
        FloatVector raw = FloatVector.fromArray(FLOATS, from, row + column);
        VectorMask<Float> missing = raw.compare(VectorOperators.NE, raw);
        standardize(raw, column).blend(0, missing).intoMemorySegment(out, to + (long) column * Float.BYTES, ORDER);
        if (flags) {
            FloatVector.zero(FLOATS)
                    .blend(1, missing)
                    .intoMemorySegment(out, to + (long) (features + column) * Float.BYTES, ORDER);
        }
    }

    private FloatVector standardize(FloatVector raw, int column) {
        return Asinh.of(raw.sub(FloatVector.fromArray(FLOATS, means, column))
                .mul(FloatVector.fromArray(FLOATS, scales, column)));
    }
}
