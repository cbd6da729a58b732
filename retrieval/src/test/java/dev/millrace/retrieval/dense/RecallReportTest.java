package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.source.VectorIndex.Strategy;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecallReportTest {
    @Test
    void saysTheLeastOfEveryBandAndWhatIsDoneWhereAnEngineFellShort() {
        RecallReport report = RecallReport.of(List.of(
                new Planner.Measured(Strategy.CLUSTERED, new Band(100, 1, Band.Filter.NONE), 0.9712, 1, 0.95),
                new Planner.Measured(Strategy.GRAPH, new Band(100, 1, Band.Filter.NONE), 0.9301, 1, 1),
                new Planner.Measured(Strategy.CLUSTERED, new Band(500, 1, Band.Filter.NONE), 0.985, 1, 0.99),
                new Planner.Measured(Strategy.CLUSTERED, new Band(100, 0.001, Band.Filter.RANDOM), 0.96, 1, 0.95),
                new Planner.Measured(Strategy.CLUSTERED, new Band(500, 0.1, Band.Filter.RANDOM), 0.98, 1, 0.95),
                new Planner.Measured(Strategy.CLUSTERED, new Band(500, 0.1, Band.Filter.NEAR), 0.97, 1, 0.95),
                new Planner.Measured(Strategy.CLUSTERED, new Band(1_000, 0.1, Band.Filter.PATCHES), 0.91, 1, 1)));
        assertThat(report.lines().stream().map(RecallReport.Line::name))
                .containsExactly(
                        "recall@100",
                        "recall@500",
                        "recall@500.filter10%",
                        "recall@1000.filter10%",
                        "recall@100.filter0.1%");
        assertThat(report.text())
                .containsExactly(
                        "recall of the vector index, unfiltered:  @100 0.971  @500 0.985",
                        "recall of the vector index, 10% eligible:  @500 0.970  @1000 1.000",
                        "recall of the vector index, 0.1% eligible:  @100 0.960",
                        "best 100: the graph finds 0.930 (expected: >= 0.95), and is not walked",
                        "best 500: scanned as for a recall of 0.99, because less fell short of 0.95",
                        "best 1000 of 10% (patches): the lists find 0.910 (expected: >= 0.95), and all eligible items"
                                + " are scanned exactly");
    }

    @Test
    void aSmallCatalogueHasNothingToMeasure() {
        assertThat(RecallReport.of(List.of()).text())
                .containsExactly("recall of the vector index: 1, every search scans all eligible items");
    }
}
