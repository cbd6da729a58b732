package dev.millrace.benchmarks;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.benchmarks.release.BenchmarkRelease;
import dev.millrace.benchmarks.release.OpenShop;
import dev.millrace.benchmarks.release.ReleaseShape;
import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.server.config.ConfigReader;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.http.RequestReader;
import dev.millrace.server.http.ResponseWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * The server's request reader and answer writer against Jackson's databind over records, on the same bytes.
 *
 * <p>The request has a user, a filter and a history; the answer is a real one of 20 items with attributes. Before any
 * timing both readers must understand the request alike, and both writers' texts must be the same JSON document. The
 * server's reader also checks every member against the limits, which databind does not.
 *
 * <p>Run: {@code ./millrace bench --stage codec}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HttpCodecBenchmark {
    private static final int RESULTS = 20;
    private static final String ID = "0123456789abcdef";

    /** Events in the request's history. */
    @Param({"20", "100"})
    public int events;

    private final ServerConfig config = ConfigReader.defaults();
    private final ObjectMapper mapper = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    private byte[] body = new byte[0];
    private Request request = Request.items(RESULTS);
    private @Nullable Fixture fixture;

    private record Fixture(Schema schema, ResponseWriter writer, Response response, AnswerBody answer) {}

    /** The body of a request, as databind sees it. */
    public record RequestBody(
            String userId, List<EventBody> history, int numResults, String filter, ExcludeBody exclude) {}

    /** An event of a history. */
    public record EventBody(String itemId, String type, long timestamp) {}

    /** What to leave out. */
    public record ExcludeBody(boolean seen, List<String> itemIds) {}

    /** The body of an answer, as databind sees it. */
    public record AnswerBody(
            String recommendationId, String release, double tookMs, List<ItemBody> items, CoverageBody coverage) {}

    /** An item of an answer. */
    public record ItemBody(
            String itemId, float score, String scoredBy, List<String> sources, Map<String, Object> attributes) {}

    /** What happened on the way. */
    public record CoverageBody(boolean degraded, List<String> reasons, List<StageBody> stages) {}

    /** A stage. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StageBody(
            String name,
            int in,
            int out,
            double ms,
            String outcome,
            @Nullable String strategy,
            @Nullable Integer visited,
            @Nullable Double selectivity) {}

    /** Makes the request and the answer and checks that both ways understand them alike. */
    @Setup(Level.Trial)
    public void make() throws IOException {
        try (OpenShop shop =
                OpenShop.open(BenchmarkRelease.of(ReleaseShape.reference(10_000, 64)), Cascade.Widths.DEFAULT)) {
            String user = shop.users(1, events).getFirst();
            List<HistoryEvent> history = shop.history(user);
            String filter = shop.cheaperThan(0.5);
            RequestBody asked = new RequestBody(
                    user,
                    history.subList(history.size() - events, history.size()).stream()
                            .map(event -> new EventBody(event.itemId(), event.type(), event.timestampMillis()))
                            .toList(),
                    RESULTS,
                    filter,
                    new ExcludeBody(true, List.of("i1", "i2")));
            body = mapper.writeValueAsBytes(asked);
            Schema schema = shop.items().schema();
            request = RequestReader.recommend(config.limits(), config.requests(), schema, body)
                    .request();
            Response response = shop.cascade().recommend(request, Deadline.none());
            fixture = new Fixture(schema, new ResponseWriter(shop.items()), response, answer(shop, response));
        }
        check();
    }

    private static AnswerBody answer(OpenShop shop, Response response) {
        List<ItemBody> items = new ArrayList<>();
        for (Response.Item item : response.items()) {
            items.add(new ItemBody(
                    item.itemId(),
                    item.score(),
                    item.scoredBy(),
                    item.sources(),
                    shop.items().attributes(item.ordinal())));
        }
        List<StageBody> stages = new ArrayList<>();
        for (Response.Stage stage : response.coverage().stages()) {
            stages.add(new StageBody(
                    stage.name(),
                    stage.in(),
                    stage.out(),
                    millis(stage.nanos()),
                    stage.outcome().label(),
                    stage.strategy().isEmpty() ? null : stage.strategy(),
                    stage.strategy().isEmpty() ? null : stage.visited(),
                    Double.isNaN(stage.selectivity()) ? null : stage.selectivity()));
        }
        return new AnswerBody(
                ID,
                response.release(),
                millis(response.tookNanos()),
                items,
                new CoverageBody(
                        response.coverage().degraded(), response.coverage().reasons(), stages));
    }

    /** Whole microseconds, as the server's writer has them. */
    private static double millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos) / 1e3;
    }

    /** The gate: what is not understood alike is not timed. */
    private void check() {
        RequestBody theirs = readRequestWithDatabind();
        Request ours = readRequest().request();
        boolean alike = theirs.userId().equals(ours.userId())
                && theirs.filter().equals(ours.filter())
                && theirs.numResults() == ours.numResults()
                && theirs.exclude().itemIds().equals(ours.exclude().itemIds())
                && Boolean.valueOf(theirs.exclude().seen())
                        .equals(ours.exclude().seen())
                && theirs.history().size() == events
                && ours.history()
                        .equals(theirs.history().stream()
                                .map(event -> new HistoryEvent(event.itemId(), event.type(), event.timestamp()))
                                .toList());
        Object written = mapper.readValue(writeResponse(), Map.class);
        Object expected = mapper.readValue(writeResponseWithDatabind(), Map.class);
        if (!alike || !AlikeJson.alike(written, expected)) {
            throw new IllegalStateException("not understood alike, so not timed: " + ours + " and " + theirs + ", "
                    + written + " and " + expected);
        }
    }

    private Fixture fixture() {
        return Optional.ofNullable(fixture).orElseThrow();
    }

    /** Reads with the server's reader. */
    @Benchmark
    public RequestReader.Timed readRequest() {
        return RequestReader.recommend(
                config.limits(), config.requests(), fixture().schema(), body);
    }

    /** Reads with databind. */
    @Benchmark
    public RequestBody readRequestWithDatabind() {
        return mapper.readValue(body, RequestBody.class);
    }

    /** Writes with the server's writer. */
    @Benchmark
    public byte[] writeResponse() {
        return fixture().writer().write(request, fixture().response(), ID);
    }

    /** Writes with databind. */
    @Benchmark
    public byte[] writeResponseWithDatabind() {
        return mapper.writeValueAsBytes(fixture().answer());
    }
}
