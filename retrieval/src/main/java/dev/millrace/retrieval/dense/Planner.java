package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex.Strategy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how to search: the way of least cost among those there are, from the number wanted, the number eligible, the
 * recall and what {@link Calibration} measured. Immutable.
 *
 * @param curves by rising recall
 * @param extras added to the margin under a filter, by rising number wanted, so that filters that follow the vectors
 *     keep the recall
 * @param exact costs of a scan of vectors and of a walk
 * @param lists costs of a clustered scan
 * @param measured the recall of the engines, as the release records it: none is taken where it falls short
 */
record Planner(
        List<MarginCurve> curves, List<Extra> extras, CostModel exact, ListCosts lists, List<Measured> measured) {
    /** What a release without lists is searched by. */
    static final Planner UNCALIBRATED =
            new Planner(List.of(), List.of(), CostModel.MEASURED, ListCosts.MEASURED, List.of());

    private static final int FORMAT = 3;

    /** Plans that do not say in which order so many items were scored. */
    private static final int FORMER_FORMAT = 2;

    /**
     * What a filter needs. Immutable.
     *
     * @param wanted items wanted, &gt; 0
     * @param margin deviations, see {@link ClusteredIndex}, &ge; 0
     * @param slack times the slack of an unfiltered search for as many, &ge; 1
     */
    record Extra(int wanted, double margin, double slack) {
        static final Extra NONE = new Extra(1, 0, 1);

        Extra {
            if (wanted <= 0 || !(margin >= 0) || !(slack >= 1)) {
                throw new IllegalArgumentException(
                        "extra: " + wanted + ", " + margin + ", " + slack + " (expected: > 0, >= 0, >= 1)");
            }
        }

        JsonObject toJson() {
            return new JsonObject().put("wanted", wanted).put("margin", margin).put("slack", slack);
        }

        static Extra fromJson(JsonObject json) {
            return new Extra(json.int32("wanted"), json.number("margin"), json.number("slack"));
        }
    }

    /**
     * The recall one engine had over queries that nothing was chosen with. Immutable.
     *
     * @param engine which
     * @param band what was sought
     * @param recall mean share of the best that was found
     * @param visited items scored, mean
     * @param asked the recall that has to be asked of the engine so that it has the usual one; 1 where an exact scan
     *     alone has it
     */
    record Measured(Strategy engine, Band band, double recall, double visited, double asked) {
        /** Returns whether the engine has the usual recall. */
        boolean enough() {
            return recall >= Effort.RECALL;
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("engine", engine.label())
                    .put("wanted", band.wanted())
                    .put("selectivity", band.selectivity())
                    .put("filter", band.filter().label())
                    .put("recall", recall)
                    .put("visited", visited)
                    .put("asked", asked);
        }

        static Measured fromJson(JsonObject json) {
            return new Measured(
                    Strategy.of(json.string("engine")),
                    new Band(json.int32("wanted"), json.number("selectivity"), Band.Filter.of(json.string("filter"))),
                    json.number("recall"),
                    json.number("visited"),
                    json.has("asked") ? json.number("asked") : Effort.RECALL);
        }
    }

    Planner {
        curves = List.copyOf(curves);
        extras = List.copyOf(extras);
        measured = List.copyOf(measured);
        for (int i = 1; i < curves.size(); i++) {
            if (curves.get(i).recall() <= curves.get(i - 1).recall()) {
                throw new IllegalArgumentException(
                        "curves: recall " + curves.get(i).recall() + " (expected: > "
                                + curves.get(i - 1).recall() + ")");
            }
        }
    }

    /**
     * Returns the way of least cost that has the recall. A clustered scan is asked for more where the record says so; a
     * walk has it where the record says so of all bands around, one of them as hard.
     *
     * @param there the ways there are, the exact scan always among them
     * @param wanted items wanted, &gt; 0
     * @param recall share of the best that must be found, on average
     */
    Strategy choose(Set<Strategy> there, Eligible eligible, int wanted, int dimension, double recall) {
        Strategy best = Strategy.EXACT;
        double least = exact.exactNanos(eligible, dimension, wanted);
        MarginCurve curve = curve(eligible, wanted, recall);
        if (there.contains(Strategy.CLUSTERED) && curve != null) {
            double nanos = clusteredNanos(curve, eligible, wanted);
            if (nanos < least) {
                best = Strategy.CLUSTERED;
                least = nanos;
            }
        }
        if (there.contains(Strategy.GRAPH) && walks(eligible, wanted, recall)) {
            double nanos = exact.walkNanos(eligible, dimension, wanted);
            if (nanos < least) {
                best = Strategy.GRAPH;
            }
        }
        return best;
    }

    /** Returns what was needed for as many, or for the nearest number below; for less than any, what those needed. */
    private Extra extra(int wanted) {
        Extra extra = Extra.NONE;
        for (int i = 0; i < extras.size(); i++) {
            extra = i == 0 || extras.get(i).wanted() <= wanted ? extras.get(i) : extra;
        }
        return extra;
    }

    /** Returns how far a scan goes to find {@code recall} of the best; through everything where nothing less did. */
    Reach reach(Eligible eligible, int wanted, double recall) {
        MarginCurve curve = curve(eligible, wanted, recall);
        if (curve == null) {
            return Reach.EVERYTHING;
        }
        if (!filtered(eligible)) {
            return curve.reach(wanted + eligible.bound() - eligible.count());
        }
        // As many rows lie close behind the best as if they were all there is, however deep the scan for them goes.
        Extra extra = extra(wanted);
        return Reach.of(
                curve.marginFrom(depth(eligible, wanted)) + extra.margin(), curve.slack(wanted) * extra.slack());
    }

    /** A few items left out are found and dropped; more are a filter. */
    private static boolean filtered(Eligible eligible) {
        return eligible.bound() - eligible.count() > ClusteredScan.FEW_EXCLUDED;
    }

    private double clusteredNanos(MarginCurve curve, Eligible eligible, int wanted) {
        double depth = depth(eligible, wanted);
        double visited =
                filtered(eligible) ? curve.visited(depth, eligible.bound()) : curve.reached(depth, eligible.bound());
        return lists.nanos(visited, eligible.count(), eligible.selectivity(), wanted);
    }

    private @Nullable MarginCurve curve(Eligible eligible, int wanted, double recall) {
        double asked = asked(eligible, wanted, recall);
        for (MarginCurve curve : curves) {
            if (curve.recall() >= asked - 1e-9) {
                return curve;
            }
        }
        return null;
    }

    private double asked(Eligible eligible, int wanted, double recall) {
        double share = share(eligible);
        double asked = recall;
        for (Measured line : measured) {
            if (line.engine() == Strategy.CLUSTERED
                    && line.asked() > Math.max(asked, Effort.RECALL)
                    && line.band().borders(wanted, share)) {
                asked = line.asked();
            }
        }
        return asked;
    }

    private boolean walks(Eligible eligible, int wanted, double recall) {
        double share = share(eligible);
        boolean tried = false;
        for (Measured line : measured) {
            Band band = line.band();
            if (line.engine() == Strategy.GRAPH && band.borders(wanted, share)) {
                if (line.recall() < recall) {
                    return false;
                }
                tried |= band.wanted() >= wanted && band.selectivity() <= share;
            }
        }
        return tried;
    }

    private static double share(Eligible eligible) {
        return filtered(eligible) ? eligible.selectivity() : 1;
    }

    private static double depth(Eligible eligible, int wanted) {
        return wanted / Math.max(eligible.selectivity(), 1e-9);
    }

    JsonObject toJson() {
        List<JsonObject> list = new ArrayList<>();
        for (MarginCurve curve : curves) {
            list.add(curve.toJson());
        }
        return new JsonObject()
                .put("format", FORMAT)
                .put("curves", list)
                .put("extras", extras.stream().map(Extra::toJson).toList())
                .put("exactCosts", exact.toJson())
                .put("listCosts", lists.toJson())
                .put("measured", measured.stream().map(Measured::toJson).toList());
    }

    /** Reads {@link #toJson} back; throws {@link BadReleaseException} naming the file and what does not fit. */
    static Planner fromJson(Path file, JsonObject json) {
        try {
            int format = json.int32("format");
            if (format != FORMAT && format != FORMER_FORMAT) {
                throw new BadReleaseException(
                        file,
                        "format: " + format + " (expected: " + FORMER_FORMAT + " or " + FORMAT
                                + "; a release of another version has to be written again)");
            }
            List<MarginCurve> curves = new ArrayList<>();
            for (JsonObject curve : json.objects("curves")) {
                curves.add(MarginCurve.fromJson(curve, format == FORMAT));
            }
            return new Planner(
                    curves,
                    json.objects("extras").stream().map(Extra::fromJson).toList(),
                    CostModel.fromJson(json.object("exactCosts")),
                    ListCosts.fromJson(json.object("listCosts")),
                    json.objects("measured").stream().map(Measured::fromJson).toList());
        } catch (JsonException | IllegalArgumentException e) {
            throw new BadReleaseException(file, String.valueOf(e.getMessage()), e);
        }
    }
}
