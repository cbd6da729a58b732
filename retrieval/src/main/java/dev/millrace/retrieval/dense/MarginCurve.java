package dev.millrace.retrieval.dense;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a clustered scan needs to reach a recall, by its depth: the number of items wanted over the share that is
 * eligible. Between the measured depths it is linear in the depth's logarithm. Immutable.
 *
 * @param recall the mean recall that is reached, in {@code (0, 1]}
 * @param points by rising depth, at least one
 */
record MarginCurve(double recall, List<Point> points) {
    /** What plans that say no order added to the margin for it. */
    private static final double FORMER_ORDER = 1;

    MarginCurve {
        points = List.copyOf(points);
        if (!(recall > 0) || recall > 1) {
            throw new IllegalArgumentException("recall: " + recall + " (expected: > 0, <= 1)");
        }
        if (points.isEmpty()) {
            throw new IllegalArgumentException("points: none (expected: at least one)");
        }
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).depth() <= points.get(i - 1).depth()) {
                throw new IllegalArgumentException(
                        "points: depth " + points.get(i).depth() + " (expected: > "
                                + points.get(i - 1).depth() + ")");
            }
        }
    }

    /**
     * What was measured at one depth. Immutable.
     *
     * @param depth items wanted, nothing filtered, &gt; 0
     * @param margin deviations, see {@link ClusteredIndex}, &ge; 0
     * @param slack deviations of a rough score, see {@link Reach}, &ge; 0
     * @param visited items scored, mean over queries, &ge; 0
     * @param count the same recall by a number of items; null where the margin alone needs fewer
     */
    record Point(
            double depth,
            double margin,
            double slack,
            double visited,
            @Nullable Count count) {
        Point {
            if (!(depth > 0) || !(margin >= 0) || !(slack >= 0) || !(visited >= 0)) {
                throw new IllegalArgumentException("point: " + depth + ", " + margin + ", " + slack + ", " + visited
                        + " (expected: > 0, >= 0, >= 0, >= 0)");
            }
        }

        /** Returns how many items are scored where nothing is filtered. */
        double reached() {
            return count == null ? visited : count.reached();
        }

        JsonObject toJson() {
            JsonObject json = new JsonObject()
                    .put("depth", depth)
                    .put("margin", margin)
                    .put("slack", slack)
                    .put("visited", visited);
            return count == null
                    ? json
                    : json.put("items", count.items())
                            .put("order", count.order())
                            .put("reached", count.reached());
        }

        static Point fromJson(JsonObject json, boolean ordered) {
            double margin = json.number("margin");
            return new Point(
                    json.number("depth"),
                    margin,
                    json.number("slack"),
                    json.number("visited"),
                    json.has("items")
                            ? new Count(
                                    json.int32("items"),
                                    ordered ? json.number("order") : margin + FORMER_ORDER,
                                    json.number("reached"))
                            : null);
        }
    }

    /**
     * So many items in an order of lists. Immutable.
     *
     * @param items after so many a scan ends, &gt; 0
     * @param order the margin with which lists are put in order, &ge; 0
     * @param reached items scored, mean over queries, &ge; 0
     */
    record Count(int items, double order, double reached) {
        Count {
            if (items <= 0 || !(order >= 0) || !(reached >= 0)) {
                throw new IllegalArgumentException(
                        "count: " + items + ", " + order + ", " + reached + " (expected: > 0, >= 0, >= 0)");
            }
        }
    }

    /** Returns how far to go for a depth where nothing is filtered. */
    Reach reach(double depth) {
        int above = above(depth);
        Point low = points.get(Math.max(0, above - 1));
        Point high = points.get(Math.min(above, points.size() - 1));
        double share = depth <= low.depth() ? 0 : share(low, high, depth);
        Count from = low.count();
        Count to = share > 0 ? high.count() : from;
        if (from == null || to == null || depth > points.getLast().depth()) {
            return Reach.of(margin(depth), slack(depth));
        }
        double items = from.items() + share * ((double) to.items() - from.items());
        double order = from.order() + share * (to.order() - from.order());
        return new Reach((float) order, (int) Math.ceil(items), (float) slack(depth));
    }

    /** Returns the margin for a depth. */
    double margin(double depth) {
        return between(depth, Point::margin);
    }

    /** Returns the slack for a depth. */
    double slack(double depth) {
        return between(depth, Point::slack);
    }

    private double between(double depth, ToDoubleFunction<Point> number) {
        int above = above(depth);
        double low = number.applyAsDouble(points.get(Math.max(0, above - 1)));
        if (above == 0 || above == points.size()) {
            return low;
        }
        return low
                + share(points.get(above - 1), points.get(above), depth)
                        * (number.applyAsDouble(points.get(above)) - low);
    }

    /**
     * Returns the margin for a depth that may prove deeper: the greatest from there on. A filter that shuts out what is
     * near the query, and lets through much elsewhere, makes a search deeper than its selectivity says.
     */
    double marginFrom(double depth) {
        double greatest = margin(depth);
        for (Point point : points) {
            greatest = point.depth() > depth ? Math.max(greatest, point.margin()) : greatest;
        }
        return greatest;
    }

    /** Returns how many of {@code items} a scan scores; behind the last measured depth, in proportion to the rest. */
    double visited(double depth, int items) {
        return scored(depth, items, Point::visited);
    }

    /** Returns the same for a scan where nothing is filtered. */
    double reached(double depth, int items) {
        return scored(depth, items, Point::reached);
    }

    private double scored(double depth, int items, ToDoubleFunction<Point> number) {
        int above = above(depth);
        if (above == 0) {
            return Math.min(items, number.applyAsDouble(points.getFirst()));
        }
        Point low = points.get(above - 1);
        Point high = above < points.size()
                ? points.get(above)
                : new Point(Math.max(items, low.depth() + 1), 0, 0, items, null);
        double least = Math.log(1 + number.applyAsDouble(low));
        double log =
                least + Math.clamp(share(low, high, depth), 0, 1) * (Math.log(1 + number.applyAsDouble(high)) - least);
        return Math.min(items, Math.exp(log) - 1);
    }

    private int above(double depth) {
        int above = 0;
        while (above < points.size() && points.get(above).depth() <= depth) {
            above++;
        }
        return above;
    }

    private static double share(Point low, Point high, double depth) {
        return Math.log(depth / low.depth()) / Math.log(high.depth() / low.depth());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("recall", recall)
                .put("points", points.stream().map(Point::toJson).toList());
    }

    /**
     * Reads {@link #toJson} back; throws {@link JsonException} or IllegalArgumentException naming what does not fit.
     *
     * @param ordered whether it says in which order so many items were scored, as former plans do not
     */
    static MarginCurve fromJson(JsonObject json, boolean ordered) {
        return new MarginCurve(
                json.number("recall"),
                json.objects("points").stream()
                        .map(point -> Point.fromJson(point, ordered))
                        .toList());
    }
}
