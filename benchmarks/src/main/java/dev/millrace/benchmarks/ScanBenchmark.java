package dev.millrace.benchmarks;

import dev.millrace.retrieval.dense.CodeArea;
import dev.millrace.retrieval.dense.DenseIndex;
import dev.millrace.retrieval.dense.RowArea;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The kernels of a clustered scan by themselves, on one core: items' codes looked up in as many bits as the machine has
 * an instruction for ({@link #codes}) and in 128 ({@link #codesIn128Bits}), int8 codes of centres ({@link #centres}),
 * float32 vectors of a mapped file one after the other ({@link #rows}) and all over memory ({@link #rowsAnywhere}),
 * each with its plain twin, and the last in an array too ({@link #rowsAnywhereInHeap}). A call goes through 256 KiB of
 * an area, and on from there with the next.
 *
 * <p>Before any timing the fast kernels must agree with the plain ones, those of codes to the last bit. The bound is
 * measured in the same run: {@link #readCodes} and {@link #readRows} add up the same bytes and do nothing else. What is
 * near to it waits for memory, what is far from it computes. Run from the root:
 *
 * <pre>
 * ./millrace bench --stage scan
 * </pre>
 *
 * <p>{@code --param kilobytes=256,65536} is for other areas: one that fits into the core's second cache, one that is
 * larger than the last. The narrow vectors are those of a virtual machine that may have no wider ones.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ScanBenchmark {
    /** Numbers a vector, a power of two. */
    @Param({"64", "128"})
    public int dimension;

    /** Size of what is gone through, a multiple of 256. */
    @Param({"256", "524288"})
    public int kilobytes;

    /** Codes, drawn at random. */
    @State(Scope.Benchmark)
    public static class Codes {
        private @Nullable CodeArea area;

        /** Draws the codes and checks the kernels. */
        @Setup(Level.Trial)
        public void open(ScanBenchmark sizes) {
            CodeArea opened = CodeArea.of(sizes.dimension, 1024L * sizes.kilobytes);
            area = opened;
            opened.check();
            System.out.printf(Locale.ROOT, "%nbytes looked up in %d bits%n", DenseIndex.lookupBits());
        }

        private CodeArea area() {
            return Objects.requireNonNull(area);
        }

        /** Frees the codes. */
        @TearDown(Level.Trial)
        public void close() {
            area().close();
        }
    }

    /** A virtual machine that has no wider vectors. */
    @State(Scope.Benchmark)
    public static class Narrow {
        /** Checks that it is one. */
        @Setup(Level.Trial)
        public void check() {
            if (DenseIndex.lookupBits() != 128) {
                throw new IllegalStateException(
                        "bytes looked up in " + DenseIndex.lookupBits() + " bits (expected: 128)");
            }
        }
    }

    /** Vectors, drawn at random, as a server has them. */
    @State(Scope.Benchmark)
    public static class Rows {
        private final RowArea.Place place;
        private @Nullable RowArea area;

        /** For vectors in a mapped file. */
        public Rows() {
            this(RowArea.Place.MAPPED);
        }

        Rows(RowArea.Place place) {
            this.place = place;
        }

        /** Draws the vectors and checks the kernels. */
        @Setup(Level.Trial)
        public void open(ScanBenchmark sizes) throws IOException {
            RowArea opened = RowArea.of(sizes.dimension, 1024L * sizes.kilobytes, place);
            area = opened;
            opened.check();
        }

        private RowArea area() {
            return Objects.requireNonNull(area);
        }

        /** Unmaps the vectors. */
        @TearDown(Level.Trial)
        public void close() {
            area().close();
        }
    }

    /** The same vectors in an array. */
    @State(Scope.Benchmark)
    public static class HeapRows extends Rows {
        /** For vectors in an array. */
        public HeapRows() {
            super(RowArea.Place.HEAP);
        }
    }

    /** Items' codes, as a search looks them up. */
    @Benchmark
    public long codes(Codes codes) {
        return codes.area().codes();
    }

    /** The same in 128 bits. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:MaxVectorSize=16"})
    public long codesIn128Bits(Codes codes, Narrow narrow) {
        return codes.area().codes();
    }

    /** The same in plain Java. */
    @Benchmark
    public long codesPlain(Codes codes) {
        return codes.area().codesPlain();
    }

    /** Centres' codes, as a search puts lists in order. */
    @Benchmark
    public long centres(Codes codes) {
        return codes.area().centres();
    }

    /** The same in plain Java. */
    @Benchmark
    public long centresPlain(Codes codes) {
        return codes.area().centresPlain();
    }

    /** The bound of codes and centres. */
    @Benchmark
    public long readCodes(Codes codes) {
        return codes.area().read();
    }

    /** Vectors, as an exact scan multiplies them. */
    @Benchmark
    public float rows(Rows rows) {
        return rows.area().inOrder();
    }

    /** Vectors, as a search scores again what it kept. */
    @Benchmark
    public float[] rowsAnywhere(Rows rows) {
        return rows.area().anywhere();
    }

    /** The same kernel over an array, whose rows begin within a line of memory. */
    @Benchmark
    public float[] rowsAnywhereInHeap(HeapRows rows) {
        return ((Rows) rows).area().anywhere();
    }

    /** Vectors in plain Java, one after the other. */
    @Benchmark
    public float rowsPlain(Rows rows) {
        return rows.area().inOrderPlain();
    }

    /** The bound of rows. */
    @Benchmark
    public float readRows(Rows rows) {
        return rows.area().read();
    }
}
