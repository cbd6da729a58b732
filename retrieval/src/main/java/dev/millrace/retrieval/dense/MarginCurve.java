package dev.millrace.retrieval.dense;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What a clustered scan needs to reach a recall, by its depth: the number of items wanted over the share that is
 * eligible. Between the measured depths it is linear in the depth's logarithm. Immutable.
 *
 * @param recall the mean recall that is reached, in {@code (0, 1]}
 * @param points by rising depth, at least one
 */
record MarginCurve(double recall, List<Point> points) {
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
     * @param visited items scored, mean over queries, &ge; 0
     */
    record Point(double depth, double margin, double visited) {
        Point {
            if (!(depth > 0) || !(margin >= 0) || !(visited >= 0)) {
                throw new IllegalArgumentException(
                        "point: " + depth + ", " + margin + ", " + visited + " (expected: > 0, >= 0, >= 0)");
            }
        }
    }

    /** Returns the margin for a depth. */
    double margin(double depth) {
        int above = above(depth);
        if (above == 0 || above == points.size()) {
            return points.get(Math.max(0, above - 1)).margin();
        }
        Point low = points.get(above - 1);
        Point high = points.get(above);
        return low.margin() + share(low, high, depth) * (high.margin() - low.margin());
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
        int above = above(depth);
        if (above == 0) {
            return Math.min(items, points.getFirst().visited());
        }
        Point low = points.get(above - 1);
        Point high = above < points.size() ? points.get(above) : new Point(Math.max(items, low.depth() + 1), 0, items);
        double log = Math.log(1 + low.visited())
                + Math.clamp(share(low, high, depth), 0, 1)
                        * (Math.log(1 + high.visited()) - Math.log(1 + low.visited()));
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
        List<JsonObject> list = new ArrayList<>();
        for (Point point : points) {
            list.add(new JsonObject()
                    .put("depth", point.depth())
                    .put("margin", point.margin())
                    .put("visited", point.visited()));
        }
        return new JsonObject().put("recall", recall).put("points", list);
    }

    /** Reads {@link #toJson} back; throws {@link JsonException} or IllegalArgumentException naming what does not fit. */
    static MarginCurve fromJson(JsonObject json) {
        List<Point> points = new ArrayList<>();
        for (JsonObject point : json.objects("points")) {
            points.add(new Point(point.number("depth"), point.number("margin"), point.number("visited")));
        }
        return new MarginCurve(json.number("recall"), points);
    }
}
