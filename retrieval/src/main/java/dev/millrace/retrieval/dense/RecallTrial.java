package dev.millrace.retrieval.dense;

import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex.Strategy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the engines find of queries that played no part in choosing margins and the like: what a release
 * records. One thread at a time.
 *
 * <p>Where a clustered scan falls short of the usual recall, it is tried as for the next one, and what it found then is
 * recorded, with the recall that has to be asked for; where none is enough, that only an exact scan will do.
 */
final class RecallTrial {
    /** A walk under a narrower filter takes a tenth of a second and more. */
    private static final double NARROWEST_WALK = 0.05;

    private static final int LONGEST_WALK = 1_000;

    private final BandTrials trials;
    private final ClusteredIndex lists;
    private final @Nullable GraphIndex graph;

    RecallTrial(BandTrials trials, ClusteredIndex lists, @Nullable GraphIndex graph) {
        this.trials = trials;
        this.lists = lists;
        this.graph = graph;
    }

    /** Returns what there is to record, of every band. */
    List<Planner.Measured> run(Planner planner) {
        List<Planner.Measured> measured = new ArrayList<>();
        for (Band.Filter filter : Band.Filter.values()) {
            trials.of(filter).forEach((band, trial) -> {
                measured.add(clustered(planner, band, trial));
                if (graph != null && band.selectivity() >= NARROWEST_WALK && band.wanted() <= LONGEST_WALK) {
                    Trial.Tally walked = trial.tally(graph::search, band.wanted());
                    measured.add(new Planner.Measured(
                            Strategy.GRAPH, band, walked.recall(), walked.visited(), asked(walked, Effort.RECALL)));
                }
            });
        }
        return measured;
    }

    private Planner.Measured clustered(Planner planner, Band band, Trial trial) {
        double recall = Effort.RECALL;
        Trial.Tally tally = tally(planner, band, trial, recall);
        for (MarginCurve curve : planner.curves()) {
            if (curve.recall() > recall && tally.recall() < Effort.RECALL) {
                recall = curve.recall();
                tally = tally(planner, band, trial, recall);
            }
        }
        return new Planner.Measured(Strategy.CLUSTERED, band, tally.recall(), tally.visited(), asked(tally, recall));
    }

    private static double asked(Trial.Tally tally, double recall) {
        return tally.recall() >= Effort.RECALL ? recall : 1;
    }

    private Trial.Tally tally(Planner planner, Band band, Trial trial, double recall) {
        return trial.tally(
                (query, eligible, into) -> lists.search(
                        query, eligible, planner.reach(eligible, band.wanted(), recall), Effort.USUAL.stop(), into),
                band.wanted());
    }
}
