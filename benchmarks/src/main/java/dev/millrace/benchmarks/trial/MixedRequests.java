package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.MixShares;
import dev.millrace.benchmarks.load.Planned;
import dev.millrace.benchmarks.load.RequestMix;
import dev.millrace.benchmarks.load.Shoppers;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.server.admission.Priority;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Draws requests for trials. The same seed draws the same. Stateless. */
final class MixedRequests {
    private static final int RESULTS = 20;
    private static final int RANKED = 100;

    private MixedRequests() {}

    /** A tenth critical, six tenths that do not say, the rest sheddable; none says how long it may take. */
    static Planned.Terms priorities(SplittableRandom random) {
        int die = random.nextInt(10);
        return new Planned.Terms(die < 1 ? Priority.CRITICAL : die < 7 ? Priority.DEFAULT : Priority.SHEDDABLE, 0);
    }

    /** Budgets of 1 to 100 ms, as many between 1 and 10 as between 10 and 100. */
    static Planned.Terms budgets(SplittableRandom random) {
        return new Planned.Terms(Priority.DEFAULT, (int) Math.round(Math.pow(100, random.nextDouble())));
    }

    /** Returns recommend requests of users that every stage has something to say of, with that budget. */
    static List<Planned> known(Shoppers shoppers, int count, int timeoutMillis, long seed) {
        return RequestMix.draw(
                shoppers,
                new MixShares(100, 0, 0, 30),
                RESULTS,
                count,
                seed,
                random -> new Planned.Terms(Priority.DEFAULT, timeoutMillis));
    }

    /** Returns recommend requests with budgets of 1 to 100 ms. */
    static List<Planned> hurried(Shoppers shoppers, int count, long seed) {
        return RequestMix.draw(shoppers, MixShares.DEFAULT, RESULTS, count, seed, MixedRequests::budgets);
    }

    /** Returns recommend requests of the given priorities. */
    static List<Planned> recommend(Shoppers shoppers, int count, long seed) {
        return RequestMix.draw(shoppers, MixShares.DEFAULT, RESULTS, count, seed, MixedRequests::priorities);
    }

    /**
     * Returns all that a server is asked in its life: every operation, every priority, some short budgets, some
     * nonsense.
     */
    static List<Planned> everything(Shoppers shoppers, int count, long seed) {
        List<Planned> requests = new ArrayList<>(RequestMix.draw(
                shoppers,
                MixShares.DEFAULT,
                RESULTS,
                count,
                seed,
                random -> random.nextInt(10) == 0
                        ? budgets(random)
                        : new Planned.Terms(priorities(random).priority(), 0)));
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count / 20; i++) {
            String user = shoppers.id(random.nextInt(shoppers.count()));
            String item = shoppers.items().id(random.nextInt(shoppers.items().size()));
            String type = shoppers.items().schema().eventTypes().getFirst().name();
            JsonObject event = new JsonObject()
                    .put("eventId", "trial-" + i)
                    .put("userId", user)
                    .put("itemId", item)
                    .put("type", type);
            requests.add(Planned.other(
                    "POST",
                    "/v1/events",
                    new JsonObject().put("events", List.of(event)).toString(),
                    200));
            requests.add(Planned.other("POST", "/v1/rank", rank(shoppers, user, random), 200));
            requests.add(Planned.other("GET", "/v1/items/" + item, "", 200));
            requests.add(Planned.other("GET", "/v1/items/" + item + "/similar?numResults=10", "", 200));
        }
        for (int i = 0; i < count / 100; i++) {
            requests.add(Planned.other("GET", "/metrics", "", 200));
            requests.add(Planned.other("GET", "/v1/items/no-such-item-" + i, "", 404));
            requests.add(Planned.other("POST", "/v1/recommend", "{\"numResults\":", 400));
            requests.add(Planned.other("POST", "/v1/recommend", "{\"filter\":\"nothing:" + i + "\"}", 400));
        }
        Collections.shuffle(requests, new Random(seed));
        return requests;
    }

    /** Returns the same requests, begun with another. */
    static List<Planned> rotated(List<Planned> requests, int by) {
        List<Planned> rotated = new ArrayList<>(requests.subList(by, requests.size()));
        rotated.addAll(requests.subList(0, by));
        return rotated;
    }

    private static String rank(Shoppers shoppers, String user, SplittableRandom random) {
        List<String> items = Stream.generate(() ->
                        shoppers.items().id(random.nextInt(shoppers.items().size())))
                .limit(RANKED)
                .toList();
        return new JsonObject()
                .put("userId", user)
                .put("itemIds", items)
                .put("numResults", RESULTS)
                .toString();
    }
}
