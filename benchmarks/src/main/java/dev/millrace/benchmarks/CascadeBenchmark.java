package dev.millrace.benchmarks;

import dev.millrace.benchmarks.release.OpenShop;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * One request through the whole cascade, in process: query, retrieve, features, re-rank, fine rank, policy, answer.
 *
 * <p>The release is of the reference design and untrained: its speed is real, its answers mean nothing. The requests
 * are of known users with at least 50 stored events, one after the other. Before any timing the answers must have 20
 * different items that the filter lets through, scored by the fine ranker, with every stage at its full width.
 *
 * <p>{@code --param widths=1000-200-50,everything} measures beside it a server that scores every item with the fine
 * ranker, see {@link ScoreEverything}.
 *
 * <p>{@link #recommend} is one request at a time; {@link #underLoad} as many as there are processors, and its time is
 * that of one request among the others. Run: {@code ./millrace bench --stage cascade}, a million items with
 * {@code --param items=1000000}, all filters with {@code --param share=1,0.5,0.1,0.01,0.001}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CascadeBenchmark {
    private static final int USERS = 256;
    private static final int RESULTS = 20;

    /** Items of the catalogue. */
    @Param({"10000", "100000"})
    public int items;

    /** Numbers an item vector. */
    @Param("64")
    public int dimension;

    /**
     * Candidates retrieved, given to the fine ranker, preferred by the policy; {@value ScoreEverything#NAME}: see the
     * class.
     */
    @Param("1000-200-50")
    public String widths = "";

    /** Share of the items that a filter by price lets through; {@code category} filters by one category instead. */
    @Param({"1", "0.1"})
    public String share = "";

    private final List<Request> requests = new ArrayList<>();
    private @Nullable OpenShop shop;

    /** Where one thread is in the requests. */
    @State(Scope.Thread)
    public static class Turn {
        private int next;

        /** Threads ask for different users at a time. */
        @Setup(Level.Trial)
        public void begin(ThreadParams thread) {
            next = thread.getThreadIndex() * USERS / thread.getThreadCount();
        }
    }

    /** Opens the release and checks its answers. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        OpenShop open = BenchmarkShop.open(items, dimension, widths);
        shop = open;
        for (String user : open.users(USERS, 50)) {
            Request request = Request.items(RESULTS).withUser(user);
            requests.add(
                    switch (share) {
                        case "1" -> request;
                        case "category" -> request.withFilter("category:\"" + open.category(0.01) + "\"");
                        default -> request.withFilter(open.cheaperThan(Double.parseDouble(share)));
                    });
        }
        for (Request request : requests.subList(0, 20)) {
            check(open, request);
        }
    }

    /** The gate: wrong answers are not timed. */
    private void check(OpenShop open, Request request) {
        Response response = open.cascade().recommend(request, Deadline.none());
        Set<Integer> different = new HashSet<>();
        Column.Numbers prices = open.items().numbers(Field.Role.PRICE).orElseThrow();
        Column.Keywords categories = open.items().keywords(Field.Role.CATEGORY).orElseThrow();
        double most = share.equals("1") || share.equals("category")
                ? Double.POSITIVE_INFINITY
                : open.priceOf(Double.parseDouble(share));
        for (Response.Item item : response.items()) {
            different.add(item.ordinal());
            expect(prices.value(item.ordinal()) <= most, "price of item " + item.itemId());
            expect(Float.isFinite(item.score()), "score of item " + item.itemId());
            if (share.equals("category")) {
                expect(
                        categories.values(item.ordinal()).contains(open.category(0.01)),
                        "category of item " + item.itemId());
            }
        }
        int matching =
                share.equals("1") ? items : share.equals("category") ? 0 : (int) (items * Double.parseDouble(share));
        expect(
                !response.coverage().degraded(),
                "degraded: " + response.coverage().reasons());
        expect(matching < 200 || different.size() == RESULTS, "different items: " + different.size());
        expect(
                matching < 200 || response.items().getFirst().scoredBy().equals("fine"),
                "first item scored by " + response.items().getFirst().scoredBy());
        int width = open.config().widths().retrieve();
        int retrieved = response.coverage().stages().getFirst().out();
        expect(
                widths.equals(ScoreEverything.NAME) || matching < 2 * width || retrieved == width,
                "retrieved: " + retrieved + " of " + width);
    }

    private static void expect(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("the answer is not as expected, so it is not timed: " + what);
        }
    }

    /** Answers one request after the other. */
    @Benchmark
    @Threads(1)
    public Response recommend(Turn turn) {
        return next(turn);
    }

    /** Answers as many requests at a time as there are processors. */
    @Benchmark
    @Threads(Threads.MAX)
    public Response underLoad(Turn turn) {
        return next(turn);
    }

    private Response next(Turn turn) {
        Request request = requests.get(turn.next++ & (USERS - 1));
        return open(shop).cascade().recommend(request, Deadline.none());
    }

    private static OpenShop open(@Nullable OpenShop shop) {
        if (shop == null) {
            throw new IllegalStateException("not set up");
        }
        return shop;
    }

    /** Closes the release. */
    @TearDown(Level.Trial)
    public void close() {
        open(shop).close();
    }
}
