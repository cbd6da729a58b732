package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.kernel.NativeVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a {@link Planner} needs to know about the lists of one release: the margin that reaches a recall at every
 * depth, the slack, the number of items, and what searches cost; and records the recall that every engine then has. One
 * thread at a time.
 *
 * <p>A margin is enough when the mean recall less {@value #ERRORS} standard errors is, so that it holds for other
 * queries. Every other query is one of those: {@link RecallTrial} measures with them what is recorded. All but the
 * costs depends on the vectors and queries alone.
 */
final class Calibration {
    private static final double[] RECALLS = {0.9, Effort.RECALL, 0.99};
    private static final int[] DEPTHS = {16, 64, 256, 1_024, 4_096, 16_384};

    /**
     * How far codes are mistrusted at each depth, and for each recall so many times as far. Among the best few an item
     * that is lost for its code weighs much; among many, more lists find more than more rows do in the same time.
     */
    private static final double[] SLACKS = {2, 1.5, 1.25, 0.75, 0.5, 0.5};

    private static final double[] SLACK_OF_RECALL = {0.7, 1, 1.7};
    private static final double STEP = 0.25;
    private static final int ERRORS = 2;
    private static final double GREATEST_MARGIN = 8;

    /** Where the search for a curve's first margin begins, a multiple of the step. */
    private static final double USUAL_MARGIN = 4;

    private static final double GREATEST_EXTRA = 2;

    /**
     * The part of what a search may miss that it may miss for its codes; the rest is for lists that it does not read.
     */
    private static final double CODES_MAY_LOSE = 0.5;

    /** Where codes lose more they are mistrusted more, by such steps up to this. */
    private static final double GREATEST_SLACK = 8;

    private static final double SLACK_STEP = 1.5;

    /**
     * The margins with which lists are put in order where a number of items ends a scan, and the point they are tried
     * at.
     */
    private static final double[] ORDERS = {1.5, 2, 2.5, 3, 3.5, 4};

    private static final int ORDER_TRIED_AT = 2;

    /** For a curve of which the margin alone needs fewer items at that point than any number does in any order. */
    private static final double USUAL_ORDER = 2.5;

    /** For what is tried often, or reads nearly all lists. */
    private static final int FEW_QUERIES = 32;

    /** So few items are never said to be enough. */
    private static final int FEWEST = 1_024;

    private static final long FILTERS = 1;
    private static final long OTHER_FILTERS = 3;

    private final NativeVectors vectors;
    private final ClusteredIndex lists;
    private final @Nullable GraphIndex graph;
    private final FloatVectors queries;
    private final FloatVectors otherQueries;
    private final LongSupplier ticker;

    /**
     * Creates a calibration.
     *
     * @param queries at least two, none of them zero
     * @param ticker nanoseconds
     */
    Calibration(
            NativeVectors vectors,
            ClusteredIndex lists,
            @Nullable GraphIndex graph,
            FloatVectors queries,
            LongSupplier ticker) {
        this.vectors = vectors;
        this.lists = lists;
        this.graph = graph;
        this.queries = SampleQueries.half(queries, 0);
        this.otherQueries = SampleQueries.half(queries, 1);
        this.ticker = ticker;
    }

    /** Returns the plan. */
    Planner run() {
        List<MarginCurve> curves = curves();
        List<Planner.Extra> extras = extras(curves);
        RecallTrial trial =
                new RecallTrial(new BandTrials(vectors, lists.lists(), otherQueries, OTHER_FILTERS), lists, graph);
        List<Planner.Measured> measured = trial.run(plan(curves, extras));
        Stopwatch stopwatch = new Stopwatch(vectors, lists, graph, queries, ticker);
        return new Planner(curves, extras, stopwatch.exactCosts(), stopwatch.listCosts(), measured);
    }

    private List<Planner.Extra> extras(List<MarginCurve> curves) {
        BandTrials bands = new BandTrials(vectors, lists.lists(), queries, FILTERS);
        Map<Band, Trial> trials = new LinkedHashMap<>();
        for (Band.Filter filter : EnumSet.complementOf(EnumSet.of(Band.Filter.NONE))) {
            trials.putAll(bands.of(filter));
        }
        List<Planner.Extra> extras = new ArrayList<>();
        for (double wanted : Band.Filter.RANDOM.wanted()) {
            extras.add(extra((int) wanted, curves, trials));
        }
        return extras;
    }

    /**
     * Returns the least extra that keeps the recall under every filter; where a few deviations do not, codes lose too
     * much.
     */
    private Planner.Extra extra(int wanted, List<MarginCurve> curves, Map<Band, Trial> trials) {
        for (double slack = 1; slack < GREATEST_SLACK; slack *= SLACK_STEP) {
            for (double margin = 0; margin <= GREATEST_EXTRA; margin += STEP) {
                Planner.Extra extra = new Planner.Extra(wanted, margin, slack);
                if (holds(extra, curves, trials)) {
                    return extra;
                }
            }
        }
        return new Planner.Extra(wanted, GREATEST_MARGIN, GREATEST_SLACK);
    }

    private boolean holds(Planner.Extra extra, List<MarginCurve> curves, Map<Band, Trial> trials) {
        Planner planner = plan(curves, List.of(extra));
        return trials.entrySet().stream()
                .filter(trial -> trial.getKey().wanted() == extra.wanted())
                .allMatch(trial -> enough(
                        trial.getValue()
                                .tally(
                                        (query, eligible, into) -> search(
                                                query,
                                                eligible,
                                                planner.reach(eligible, extra.wanted(), Effort.RECALL),
                                                into),
                                        extra.wanted()),
                        Effort.RECALL));
    }

    private static Planner plan(List<MarginCurve> curves, List<Planner.Extra> extras) {
        return new Planner(curves, extras, CostModel.MEASURED, ListCosts.MEASURED, List.of());
    }

    private List<MarginCurve> curves() {
        Eligible[] everything = new Eligible[queries.size()];
        Arrays.fill(everything, Eligible.everything(vectors.size()));
        int deepest = Math.min(DEPTHS[DEPTHS.length - 1], vectors.size() / 8);
        Trial trial = Trial.of(vectors, queries, everything, deepest);
        List<List<MarginCurve.Point>> points = new ArrayList<>();
        for (int curve = 0; curve < RECALLS.length; curve++) {
            points.add(new ArrayList<>());
        }
        for (int i = 0; i < DEPTHS.length && DEPTHS[i] <= deepest; i++) {
            for (int curve = 0; curve < RECALLS.length; curve++) {
                double usual = points.get(curve).isEmpty()
                        ? USUAL_MARGIN
                        : points.get(curve).getLast().margin();
                double slack = slack(trial, i, curve);
                points.get(curve).add(point(trial, DEPTHS[i], slack, RECALLS[curve], usual));
            }
        }
        List<MarginCurve> curves = new ArrayList<>();
        for (int curve = 0; curve < RECALLS.length; curve++) {
            curves.add(counted(trial, RECALLS[curve], points.get(curve)));
        }
        return curves;
    }

    /** Finds the least margin that has the recall, trying one step after another from a usual one, down or up. */
    private MarginCurve.Point point(Trial trial, int depth, double slack, double recall, double usual) {
        double margin = usual;
        Trial.Tally tally = tally(trial, Reach.of(margin, slack), depth);
        if (enough(tally, recall)) {
            while (margin > 0) {
                Trial.Tally nearer = tally(trial, Reach.of(margin - STEP, slack), depth);
                if (!enough(nearer, recall)) {
                    break;
                }
                margin -= STEP;
                tally = nearer;
            }
        } else {
            while (margin < GREATEST_MARGIN && !enough(tally, recall)) {
                margin += STEP;
                tally = tally(trial, Reach.of(margin, slack), depth);
            }
        }
        return new MarginCurve.Point(depth, margin, slack, tally.visited(), null);
    }

    /**
     * Returns the slack with which codes lose no more than their part of what may be missed, however many lists are
     * read, or with which they lose as little as they can.
     */
    private double slack(Trial trial, int depth, int curve) {
        Trial some = trial.first(FEW_QUERIES);
        double slack = SLACKS[depth] * SLACK_OF_RECALL[curve];
        double recall =
                tally(some, Reach.of(GREATEST_MARGIN, slack), DEPTHS[depth]).recall();
        while (recall < 1 - (1 - RECALLS[curve]) * CODES_MAY_LOSE && slack < GREATEST_SLACK) {
            double more = tally(some, Reach.of(GREATEST_MARGIN, slack * SLACK_STEP), DEPTHS[depth])
                    .recall();
            if (more <= recall) {
                break;
            }
            recall = more;
            slack *= SLACK_STEP;
        }
        return slack;
    }

    private static boolean enough(Trial.Tally tally, double recall) {
        return tally.recall() - ERRORS * tally.error() >= recall;
    }

    /**
     * Returns the curve of the points, each with its number of items, in the order that needs the fewest at one of
     * them.
     */
    private MarginCurve counted(Trial trial, double recall, List<MarginCurve.Point> points) {
        Trial some = trial.first(FEW_QUERIES);
        MarginCurve.Point tried = points.get(Math.min(ORDER_TRIED_AT, points.size() - 1));
        double best = USUAL_ORDER;
        double least = Double.POSITIVE_INFINITY;
        for (double order : ORDERS) {
            MarginCurve.Count count = count(some, tried, recall, order);
            if (count != null && count.reached() < least) {
                best = order;
                least = count.reached();
            }
        }
        List<MarginCurve.Point> counted = new ArrayList<>();
        for (MarginCurve.Point point : points) {
            counted.add(new MarginCurve.Point(
                    point.depth(), point.margin(), point.slack(), point.visited(), count(trial, point, recall, best)));
        }
        return new MarginCurve(recall, counted);
    }

    /** Finds the least number of items that has the recall; null where that does not cost less than the margin does. */
    private MarginCurve.@Nullable Count count(Trial trial, MarginCurve.Point point, double recall, double order) {
        float slack = (float) point.slack();
        int wanted = (int) point.depth();
        int few = 0;
        int many = FEWEST;
        Trial.Tally tally = tally(trial, new Reach((float) order, many, slack), wanted);
        while (!enough(tally, recall) && tally.visited() < point.visited()) {
            few = many;
            many *= 2;
            tally = tally(trial, new Reach((float) order, many, slack), wanted);
        }
        while (many - few > FEWEST / 4 + few / 32 && enough(tally, recall)) {
            int middle = (few + many) >>> 1;
            Trial.Tally tried = tally(trial, new Reach((float) order, middle, slack), wanted);
            if (enough(tried, recall)) {
                many = middle;
                tally = tried;
            } else {
                few = middle;
            }
        }
        return enough(tally, recall) && tally.visited() < point.visited()
                ? new MarginCurve.Count(many, order, tally.visited())
                : null;
    }

    private Trial.Tally tally(Trial trial, Reach reach, int wanted) {
        return trial.tally((query, eligible, into) -> search(query, eligible, reach, into), wanted);
    }

    private VectorIndex.Visit search(float[] query, Eligible eligible, Reach reach, TopItems into) {
        return lists.search(query, eligible, reach, Effort.USUAL.stop(), into);
    }
}
