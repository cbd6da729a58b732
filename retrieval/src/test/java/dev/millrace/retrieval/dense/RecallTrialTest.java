package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex.Strategy;
import dev.millrace.kernel.NativeVectors;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a release records of its recall, on unit vectors in clusters. */
class RecallTrialTest {
    private static final int ITEMS = 12_000;
    private static final int DIMENSION = 16;
    private static final Clusters CLUSTERS = new Clusters(41, 60, DIMENSION);
    private static final FloatVectors ON_HEAP = CLUSTERS.items(ITEMS, 1);
    private static final NativeVectors VECTORS = NativeVectors.of(ON_HEAP);
    private static final Eligible ALL = Eligible.everything(ITEMS);
    private static final Set<Strategy> SCANS = EnumSet.of(Strategy.EXACT, Strategy.CLUSTERED);
    private static ClusteredIndex lists;

    @BeforeAll
    static void build() {
        lists = new ClusteredIndex(ListBuilder.build(ON_HEAP, 220, 1, 2, Progress.NONE), VECTORS);
    }

    @AfterAll
    static void close() {
        lists.close();
    }

    @Test
    void recordsWhatTheQueriesFindThatNothingWasChosenWith() {
        FloatVectors queries = queries(64);
        AtomicLong nanos = new AtomicLong();
        Planner planner = new Calibration(VECTORS, lists, null, queries, () -> nanos.addAndGet(1_000)).run();
        Planner.Measured line = planner.measured().stream()
                .filter(one -> one.band().equals(new Band(100, 1, Band.Filter.NONE)))
                .findFirst()
                .orElseThrow();
        assertThat(line.recall()).isCloseTo(recall(planner, SampleQueries.half(queries, 1)), Offset.offset(1e-9));
        assertThat(line.recall()).isNotEqualTo(recall(planner, SampleQueries.half(queries, 0)));
    }

    @Test
    void asksForMoreWhereLessFallsShort() {
        Planner planner = trial(List.of(curve(0.95, 0), curve(0.99, 8)));
        assertThat(planner.measured()).isNotEmpty().allMatch(line -> line.asked() == 0.99 && line.enough());
        assertThat(planner.reach(ALL, 100, Effort.RECALL)).isEqualTo(Reach.of(8, 4));
        assertThat(planner.choose(SCANS, ALL, 100, 10_000, Effort.RECALL)).isEqualTo(Strategy.CLUSTERED);
    }

    @Test
    void asksForAnExactScanWhereNothingIsEnough() {
        Planner planner = trial(List.of(curve(0.95, 0), curve(0.99, 0)));
        assertThat(planner.measured()).isNotEmpty().allMatch(line -> line.asked() == 1 && !line.enough());
        assertThat(planner.choose(SCANS, ALL, 100, 10_000, Effort.RECALL)).isEqualTo(Strategy.EXACT);
        RecallReport report = RecallReport.of(planner.measured());
        assertThat(report.lines()).allMatch(line -> line.recall() == 1);
        assertThat(report.notes()).hasSameSizeAs(planner.measured());
    }

    /** Only what is unfiltered: under a filter scans end when nothing better is left. */
    private static Planner trial(List<MarginCurve> curves) {
        Planner planner = new Planner(curves, List.of(), CostModel.MEASURED, ListCosts.MEASURED, List.of());
        BandTrials trials = new BandTrials(VECTORS, lists.lists(), queries(16), 1);
        List<Planner.Measured> measured = new RecallTrial(trials, lists, null)
                .run(planner).stream()
                        .filter(line -> line.band().filter() == Band.Filter.NONE)
                        .toList();
        return new Planner(curves, List.of(), CostModel.MEASURED, ListCosts.MEASURED, measured);
    }

    private static MarginCurve curve(double recall, double margin) {
        return new MarginCurve(recall, List.of(new MarginCurve.Point(16, margin, margin / 2, ITEMS / 10.0, null)));
    }

    private static double recall(Planner planner, FloatVectors queries) {
        Eligible[] all = new Eligible[queries.size()];
        Arrays.fill(all, ALL);
        return Trial.of(VECTORS, queries, all, 100)
                .tally(
                        (query, eligible, into) -> lists.search(
                                query,
                                eligible,
                                planner.reach(eligible, 100, Effort.RECALL),
                                Effort.USUAL.stop(),
                                into),
                        100)
                .recall();
    }

    private static FloatVectors queries(int count) {
        float[] values = new float[count * DIMENSION];
        for (int i = 0; i < count; i++) {
            System.arraycopy(CLUSTERS.query(), 0, values, i * DIMENSION, DIMENSION);
        }
        return new FloatVectors(values, DIMENSION);
    }
}
