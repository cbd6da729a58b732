package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScanBenchmarkTest {
    private final ScanBenchmark benchmark = new ScanBenchmark();

    ScanBenchmarkTest() {
        benchmark.dimension = 64;
        benchmark.kilobytes = 256;
    }

    @Test
    void kernelsOfCodesPassTheirGateAndGiveWhatTheirPlainTwinsGive() {
        ScanBenchmark.Codes codes = new ScanBenchmark.Codes();
        codes.open(benchmark);
        assertThat(List.of(
                        benchmark.codes(codes),
                        benchmark.codesIn128Bits(codes, new ScanBenchmark.Narrow()),
                        benchmark.codesPlain(codes)))
                .containsOnly(benchmark.codes(codes));
        assertThat(benchmark.centres(codes)).isEqualTo(benchmark.centresPlain(codes));
        assertThat(benchmark.readCodes(codes)).isEqualTo(benchmark.readCodes(codes));
        codes.close();
    }

    @Test
    void kernelsOfRowsPassTheirGateAndGiveWhatTheirPlainTwinsGive() throws IOException {
        ScanBenchmark.Rows rows = new ScanBenchmark.Rows();
        rows.open(benchmark);
        assertThat(benchmark.rows(rows)).isCloseTo(benchmark.rowsPlain(rows), within(0.1f));
        assertThat(benchmark.rowsAnywhere(rows)).hasSize(1024).doesNotContain(0);
        assertThat(benchmark.readRows(rows)).isCloseTo(benchmark.readRows(rows), within(1f));
        rows.close();
    }

    @Test
    void rowsInAnArrayHaveTheProductsOfThoseInAFile() throws IOException {
        ScanBenchmark.Rows mapped = new ScanBenchmark.Rows();
        ScanBenchmark.HeapRows heap = new ScanBenchmark.HeapRows();
        mapped.open(benchmark);
        heap.open(benchmark);
        float[] expected = benchmark.rowsAnywhere(mapped);
        float[] found = benchmark.rowsAnywhereInHeap(heap);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-4f));
        }
        mapped.close();
        heap.close();
    }
}
