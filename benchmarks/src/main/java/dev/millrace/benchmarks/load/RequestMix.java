package dev.millrace.benchmarks.load;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Draws requests: users at random, each with its real history; filters by the category of an item the user had, by a
 * range of prices, or by both. The same seed draws the same requests. Stateless.
 */
public final class RequestMix {
    /** The events of a history that a request carries at most. */
    private static final int MOST_EVENTS = 100;

    private final Shoppers shoppers;
    private final MixShares shares;
    private final int results;
    private final SplittableRandom random;
    private final double[] prices;

    private RequestMix(Shoppers shoppers, MixShares shares, int results, long seed) {
        this.shoppers = shoppers;
        this.shares = shares;
        this.results = results;
        this.random = new SplittableRandom(seed);
        this.prices = prices(shoppers.items());
    }

    /**
     * Draws requests that do not say how much they matter and how long they may take.
     *
     * @param count how many, &gt; 0
     * @param results items each asks for
     */
    public static List<Planned> draw(Shoppers shoppers, MixShares shares, int results, int count, long seed) {
        return draw(shoppers, shares, results, count, seed, random -> Planned.Terms.NONE);
    }

    /**
     * Draws requests.
     *
     * @param terms draws what each says of its priority and budget
     */
    public static List<Planned> draw(
            Shoppers shoppers,
            MixShares shares,
            int results,
            int count,
            long seed,
            Function<SplittableRandom, Planned.Terms> terms) {
        RequestMix mix = new RequestMix(shoppers, shares, results, seed);
        SplittableRandom random = new SplittableRandom(~seed);
        List<Planned> requests = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            requests.add(mix.next(i, terms.apply(random)));
        }
        return requests;
    }

    private static double[] prices(ItemTable items) {
        Optional<Column.Numbers> column = items.numbers(Field.Role.PRICE);
        double[] prices = new double[column.isPresent() ? items.size() : 0];
        int count = 0;
        for (int item = 0; item < prices.length; item++) {
            if (column.get().has(item)) {
                prices[count++] = column.get().value(item);
            }
        }
        prices = Arrays.copyOf(prices, count);
        Arrays.sort(prices);
        return prices;
    }

    private Planned next(int number, Planned.Terms terms) {
        int die = random.nextInt(100);
        Planned.Kind kind = die < shares.known()
                ? Planned.Kind.KNOWN
                : die < shares.known() + shares.history() ? Planned.Kind.HISTORY : Planned.Kind.COLD;
        int user = random.nextInt(shoppers.count());
        JsonObject body = new JsonObject().put("requestId", "r" + number).put("numResults", results);
        switch (kind) {
            case KNOWN -> body.put("userId", shoppers.id(user));
            case HISTORY -> body.put("history", history(shoppers.history(user)));
            case COLD, OTHER -> {}
        }
        if (random.nextInt(100) < shares.filter()) {
            filter(user).ifPresent(filter -> body.put("filter", filter));
        }
        if (!terms.equals(Planned.Terms.NONE)) {
            body.put("priority", terms.priority().label());
        }
        if (terms.timeoutMillis() > 0) {
            body.put("timeoutMs", terms.timeoutMillis());
        }
        return Planned.recommend(body.toString(), results, kind, terms);
    }

    private static List<Object> history(List<HistoryEvent> events) {
        List<Object> list = new ArrayList<>();
        for (HistoryEvent event : events.subList(Math.max(0, events.size() - MOST_EVENTS), events.size())) {
            JsonObject json = new JsonObject().put("itemId", event.itemId()).put("type", event.type());
            if (event.timestampMillis() != History.NO_TIME) {
                json.put("timestamp", event.timestampMillis());
            }
            list.add(json);
        }
        return list;
    }

    private Optional<String> filter(int user) {
        Optional<String> category = category(user);
        Optional<String> price = price();
        int die = random.nextInt(3);
        if (die == 0 && category.isPresent() && price.isPresent()) {
            return Optional.of(category.get() + " AND " + price.get());
        }
        return die == 1 && category.isPresent() ? category : price.or(() -> category);
    }

    private Optional<String> category(int user) {
        List<HistoryEvent> events = shoppers.history(user);
        Optional<Column.Keywords> column = shoppers.items().keywords(Field.Role.CATEGORY);
        if (events.isEmpty() || column.isEmpty()) {
            return Optional.empty();
        }
        int item = shoppers.items()
                .ordinal(events.get(random.nextInt(events.size())).itemId());
        if (item < 0 || !column.get().has(item)) {
            return Optional.empty();
        }
        String field = shoppers.items()
                .schema()
                .field(Field.Role.CATEGORY)
                .orElseThrow()
                .name();
        String keyword = column.get().values(item).getFirst();
        return Optional.of(field + ":\"" + keyword.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    }

    /** A range that holds a tenth to nine tenths of all prices. */
    private Optional<String> price() {
        if (prices.length == 0) {
            return Optional.empty();
        }
        int width = (int) (prices.length * (0.1 + 0.8 * random.nextDouble()));
        int from = random.nextInt(Math.max(1, prices.length - width));
        String field =
                shoppers.items().schema().field(Field.Role.PRICE).orElseThrow().name();
        return Optional.of(
                field + ":[" + prices[from] + " TO " + prices[Math.min(prices.length - 1, from + width)] + "]");
    }
}
