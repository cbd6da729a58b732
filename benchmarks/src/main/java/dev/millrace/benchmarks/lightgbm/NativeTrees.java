package dev.millrace.benchmarks.lightgbm;

import dev.millrace.benchmarks.NativeFunction;
import dev.millrace.cascade.candidate.Candidates;
import io.github.metarank.lightgbm4j.LGBMBooster;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A LightGBM model called through its own C interface, all candidates in one call of one thread: LightGBM4j hands
 * numbers over one by one, which takes longer than the trees. One thread at a time; closed by its owner.
 */
public final class NativeTrees implements AutoCloseable {
    private static final int FLOAT32 = 0;
    private static final int ROW_MAJOR = 1;
    private static final int RAW_SCORE = 1;

    private final Arena arena = Arena.ofConfined();
    private final Predict predict;
    private final Free free;
    private final MemorySegment booster;
    private final MemorySegment parameters;
    private final MemorySegment length = arena.allocate(ValueLayout.JAVA_LONG);
    private final int width;
    private MemorySegment features = MemorySegment.NULL;
    private MemorySegment results = MemorySegment.NULL;
    private int room;

    /**
     * Loads a model.
     *
     * @param model as LightGBM writes it
     * @param width number of features
     */
    public NativeTrees(String model, int width) throws IOException {
        LGBMBooster.loadNative();
        this.width = width;
        predict = NativeFunction.bind(Predict.class, "LGBM_BoosterPredictForMat");
        free = NativeFunction.bind(Free.class, "LGBM_BoosterFree");
        parameters = arena.allocateFrom("num_threads=1");
        Load load = NativeFunction.bind(Load.class, "LGBM_BoosterLoadModelFromString");
        try (Arena own = Arena.ofConfined()) {
            MemorySegment handle = own.allocate(ValueLayout.ADDRESS);
            check(load.load(own.allocateFrom(model), own.allocate(ValueLayout.JAVA_INT), handle));
            booster = handle.get(ValueLayout.ADDRESS, 0);
        }
    }

    /** {@code LGBM_BoosterLoadModelFromString}. */
    public interface Load {
        /** Returns 0 where it is done. */
        int load(MemorySegment model, MemorySegment iterations, MemorySegment booster);
    }

    /** {@code LGBM_BoosterPredictForMat}. */
    public interface Predict {
        /** Returns 0 where it is done. */
        int predict(
                MemorySegment booster,
                MemorySegment features,
                int type,
                int rows,
                int columns,
                int rowMajor,
                int kind,
                int firstTree,
                int trees,
                MemorySegment parameters,
                MemorySegment length,
                MemorySegment results);
    }

    /** {@code LGBM_BoosterFree}. */
    public interface Free {
        /** Returns 0 where it is done. */
        int free(MemorySegment booster);
    }

    private static void check(int result) {
        if (result != 0) {
            throw new IllegalStateException("LightGBM: error " + result);
        }
    }

    /** Writes the score of each of {@code rows}. */
    public void score(Candidates candidates, int[] rows, int count, float[] scores) {
        if (count > room) {
            room = count;
            features = arena.allocate(ValueLayout.JAVA_FLOAT, (long) room * width);
            results = arena.allocate(ValueLayout.JAVA_DOUBLE, room);
        }
        for (int i = 0; i < count; i++) {
            MemorySegment.copy(
                    candidates.features(),
                    rows[i] * width,
                    features,
                    ValueLayout.JAVA_FLOAT,
                    (long) i * width * Float.BYTES,
                    width);
        }
        check(predict.predict(
                booster, features, FLOAT32, count, width, ROW_MAJOR, RAW_SCORE, 0, -1, parameters, length, results));
        for (int i = 0; i < count; i++) {
            scores[i] = (float) results.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
        }
    }

    @Override
    public void close() {
        check(free.free(booster));
        arena.close();
    }
}
