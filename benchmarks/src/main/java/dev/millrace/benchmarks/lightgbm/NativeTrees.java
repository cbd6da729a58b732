package dev.millrace.benchmarks.lightgbm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.millrace.cascade.candidate.Candidates;
import io.github.metarank.lightgbm4j.LGBMBooster;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A LightGBM model called through its own C interface, all candidates in one call of one thread: LightGBM4j hands numbers
 * over one by one, which takes longer than the trees. One thread at a time; closed by its owner.
 */
@SuppressWarnings("restricted")
public final class NativeTrees implements AutoCloseable {
    private static final int FLOAT32 = 0;
    private static final int ROW_MAJOR = 1;
    private static final int RAW_SCORE = 1;

    private final Arena arena = Arena.ofConfined();
    private final MethodHandle predict;
    private final MethodHandle free;
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
        predict = handle(
                "LGBM_BoosterPredictForMat",
                ADDRESS,
                ADDRESS,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                ADDRESS,
                ADDRESS,
                ADDRESS);
        free = handle("LGBM_BoosterFree", ADDRESS);
        parameters = arena.allocateFrom("num_threads=1");
        try (Arena own = Arena.ofConfined()) {
            MemorySegment handle = own.allocate(ADDRESS);
            MethodHandle load = handle("LGBM_BoosterLoadModelFromString", ADDRESS, ADDRESS, ADDRESS);
            check((int) load.invokeExact(own.allocateFrom(model), own.allocate(JAVA_INT), handle));
            booster = handle.get(ADDRESS, 0);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle handle(String name, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(
                        SymbolLookup.loaderLookup().find(name).orElseThrow(),
                        FunctionDescriptor.of(JAVA_INT, arguments));
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
        try {
            check((int) predict.invokeExact(
                    booster,
                    features,
                    FLOAT32,
                    count,
                    width,
                    ROW_MAJOR,
                    RAW_SCORE,
                    0,
                    -1,
                    parameters,
                    length,
                    results));
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < count; i++) {
            scores[i] = (float) results.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
        }
    }

    @Override
    public void close() {
        try {
            check((int) free.invokeExact(booster));
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        arena.close();
    }
}
