package dev.millrace.retrieval.dense;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a clustered scan needs to reach a recall, by its depth: the number of items wanted over the share that is
 * eligible. Between the measured depths it is linear in the depth's logarithm. Immutable.
 *
 * @param recall the mean recall that is reached, in {@code (0, 1]}
 * @param points by rising depth, at least one
 */
record MarginCurve(double recall, List<Point> points) {
    /** By how much the margin of a scan that ends after some items is greater, so that it seldom ends one before. */
    static final double BEYOND = 1;

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
     * @param items so many items, scored in the order of a margin greater by {@value #BEYOND}, have the recall too;
     *     {@link Integer#MAX_VALUE} where the margin alone needs fewer
     * @param reached items scored then, at most {@code visited}
     */
    record Point(double depth, double margin, double slack, double visited, int items, double reached) {
        Point {
            if (!(depth > 0) || !(margin >= 0) || !(slack >= 0) || !(visited >= 0) || items <= 0 || !(reached >= 0)) {
                throw new IllegalArgumentException("point: " + depth + ", " + margin + ", " + slack + ", " + visited
                        + ", " + items + ", " + reached + " (expected: > 0, >= 0, >= 0, >= 0, > 0, >= 0)");
            }
        }

        Point(double depth, double margin, double slack, double visited) {
            this(depth, margin, slack, visited, Integer.MAX_VALUE, visited);
        }

        boolean limited() {
            return items < Integer.MAX_VALUE;
        }

        JsonObject toJson() {
            JsonObject json = new JsonObject()
                    .put("depth", depth)
                    .put("margin", margin)
                    .put("slack", slack)
                    .put("visited", visited);
            return limited() ? json.put("items", items).put("reached", reached) : json;
        }

        static Point fromJson(JsonObject json) {
            double visited = json.number("visited");
            return new Point(
                    json.number("depth"),
                    json.number("margin"),
                    json.number("slack"),
                    visited,
                    json.has("items") ? json.int32("items") : Integer.MAX_VALUE,
                    json.has("items") ? json.number("reached") : visited);
        }
    }

    /** Returns how far to go for a depth where nothing is filtered. */
    Reach reach(double depth) {
        int above = above(depth);
        Point low = points.get(Math.max(0, above - 1));
        Point high = points.get(Math.min(above, points.size() - 1));
        double share = depth <= low.depth() ? 0 : share(low, high, depth);
        boolean beyond = depth > points.getLast().depth();
        if (beyond || !low.limited() || (share > 0 && !high.limited())) {
            return Reach.of(margin(depth), slack(depth));
        }
        double items = low.items() + share * ((double) high.items() - low.items());
        return new Reach((float) (margin(depth) + BEYOND), (int) Math.ceil(items), (float) slack(depth));
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
        Point high =
                above < points.size() ? points.get(above) : new Point(Math.max(items, low.depth() + 1), 0, 0, items);
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

    /** Reads {@link #toJson} back; throws {@link JsonException} or IllegalArgumentException naming what does not fit. */
    static MarginCurve fromJson(JsonObject json) {
        return new MarginCurve(
                json.number("recall"),
                json.objects("points").stream().map(Point::fromJson).toList());
    }
}
