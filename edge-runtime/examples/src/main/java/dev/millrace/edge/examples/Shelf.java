package dev.millrace.edge.examples;

import dev.millrace.edge.BundleInfo;
import dev.millrace.edge.EdgeRecommender;
import dev.millrace.edge.Event;
import dev.millrace.edge.Recommendation;
import dev.millrace.edge.Report;
import dev.millrace.edge.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the app knows and does: a list for the user, the server's list in the user's order, and clicks that change both
 * at once. One thread at a time, Swing's. The recommender stays the caller's.
 */
final class Shelf {
    private static final int CLICKS_SHOWN = 8;

    private final EdgeRecommender shop;
    private final List<String> serverList;
    private final int length;
    private final List<String> clicks = new ArrayList<>();
    private String filter = "";
    private @Nullable String problem;
    private List<Recommendation> shown = Collections.emptyList();
    private @Nullable Report report;

    /**
     * Creates a shelf and fills it.
     *
     * @param serverList ids of the list a server made, best first
     * @param length items on the shelf
     */
    Shelf(EdgeRecommender shop, List<String> serverList, int length) {
        this.shop = shop;
        this.serverList = List.copyOf(serverList);
        this.length = length;
        refresh();
    }

    /** Notes that the user looked at an item; the shelf follows. */
    void click(String itemId) {
        shop.observe(Event.of(eventType(), itemId));
        clicks.add(0, itemId);
        if (clicks.size() > CLICKS_SHOWN) {
            clicks.remove(CLICKS_SHOWN);
        }
        refresh();
    }

    /** The lightest type the shop knows: a look weighs less than a purchase. */
    private String eventType() {
        return shop.schema().eventTypes().stream()
                .min((a, b) -> Float.compare(a.weight(), b.weight()))
                .orElseThrow()
                .name();
    }

    /** Shows only what matches; an expression that is not understood leaves the shelf as it is and says why. */
    void filter(String expression) {
        String before = filter;
        filter = expression.trim();
        try {
            refresh();
        } catch (IllegalArgumentException e) {
            filter = before;
            problem = e.getMessage();
        }
    }

    /** Deletes all that the device knows of the user. */
    void forget() {
        shop.forget();
        clicks.clear();
        refresh();
    }

    private void refresh() {
        Request.Builder request = Request.items(length).reasons();
        if (!filter.isEmpty()) {
            request.filter(filter);
        }
        shown = shop.recommend(request.build());
        report = shop.lastReport();
        problem = null;
    }

    List<Recommendation> shown() {
        return shown;
    }

    /** Returns how the list that is shown came about. */
    @Nullable
    Report report() {
        return report;
    }

    /** Returns why the latest filter was not taken, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Returns the ids of the latest clicks, newest first. */
    List<String> clicks() {
        return Collections.unmodifiableList(clicks);
    }

    List<String> serverList() {
        return serverList;
    }

    /** Returns the server's list in the order of what only this device knows. */
    List<Recommendation> privately() {
        return shop.rerank(serverList, Math.max(1, serverList.size()));
    }

    BundleInfo bundle() {
        return shop.bundle();
    }

    /** Returns an item's title, or its id where it has none. */
    String title(String itemId) {
        for (Map.Entry<String, Object> attribute : shop.attributes(itemId).entrySet()) {
            if (attribute.getKey().equals(titleField())) {
                return attribute.getValue().toString();
            }
        }
        return itemId;
    }

    /** Returns what is known of an item beside its title, in one line. */
    String details(String itemId) {
        StringBuilder line = new StringBuilder();
        shop.attributes(itemId).forEach((name, value) -> {
            if (!name.equals(titleField()) && line.length() < 60 && !(value instanceof Long)) {
                String text = value instanceof List<?> values
                        ? String.join(
                                ", ", values.stream().map(Object::toString).toList())
                        : value.toString();
                line.append(line.length() == 0 ? "" : "  ·  ").append(text);
            }
        });
        return line.toString();
    }

    private String titleField() {
        return shop.schema()
                .field(dev.millrace.cascade.feature.Field.Role.TITLE)
                .map(dev.millrace.cascade.feature.Field::name)
                .orElse("");
    }
}
