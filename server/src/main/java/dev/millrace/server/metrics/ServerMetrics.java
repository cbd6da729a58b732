package dev.millrace.server.metrics;

import dev.millrace.cascade.Response;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The meters of the server. Thread-safe; closed once by its owner.
 *
 * <p>Labels take few values: an endpoint is one of the API's or {@code other}, a status one the server sends, a stage
 * one of the cascade's.
 */
public final class ServerMetrics implements AutoCloseable {
    private static final Duration SHORTEST = Duration.ofNanos(100_000);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    /** Found here rather than in the registry, which makes a name and a list of tags for every look. */
    private final Map<String, Timer> stageTimers = new ConcurrentHashMap<>();

    private final Map<StageOutcome, Counter> stageOutcomes = new ConcurrentHashMap<>();
    private final Map<Answered, Timer> requestTimers = new ConcurrentHashMap<>();
    private final Map<String, Counter> drops = new ConcurrentHashMap<>();
    private final Map<Refused, Counter> refusals = new ConcurrentHashMap<>();
    private final Counter degraded;
    private final Counter shortLists;

    private record Answered(String endpoint, int status) {}

    private record Refused(String priority, String why) {}

    private record StageOutcome(String stage, Response.Outcome outcome) {}

    /** Creates the meters, those of the JVM among them. */
    public ServerMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        collections.bindTo(registry);
        degraded = Counter.builder("millrace.responses.degraded")
                .description("answers for which a stage was narrowed, skipped, ended when the time was up, or failed")
                .register(registry);
        shortLists = Counter.builder("millrace.responses.noted")
                .description(
                        "answers that were not degraded and yet carry a reason, such as fewer items than asked for")
                .register(registry);
    }

    /** Counts and times an answered request, from its last byte in to its answer. */
    public void request(String endpoint, int status, long nanos) {
        requestTimers
                .computeIfAbsent(new Answered(endpoint, status), this::requestTimer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer requestTimer(Answered each) {
        return Timer.builder("millrace.http.requests")
                .description("answered requests, from the last byte of the request to its answer")
                .tag("endpoint", each.endpoint())
                .tag("status", Integer.toString(each.status()))
                .publishPercentileHistogram()
                .minimumExpectedValue(SHORTEST)
                .maximumExpectedValue(LONGEST)
                .register(registry);
    }

    /** Times the stages of an answer and counts what happened on the way. */
    public void answered(Response response) {
        for (Response.Stage stage : response.coverage().stages()) {
            stageTimers.computeIfAbsent(stage.name(), this::stageTimer).record(stage.nanos(), TimeUnit.NANOSECONDS);
            stageOutcomes
                    .computeIfAbsent(new StageOutcome(stage.name(), stage.outcome()), this::stageCounter)
                    .increment();
        }
        if (response.coverage().degraded()) {
            degraded.increment();
        } else if (!response.coverage().reasons().isEmpty()) {
            shortLists.increment();
        }
    }

    private Timer stageTimer(String stage) {
        return Timer.builder("millrace.stage")
                .description("time a stage of the cascade took")
                .tag("stage", stage)
                .publishPercentileHistogram()
                .minimumExpectedValue(SHORTEST)
                .maximumExpectedValue(LONGEST)
                .register(registry);
    }

    private Counter stageCounter(StageOutcome each) {
        return Counter.builder("millrace.stage.outcomes")
                .description("stages by what became of them")
                .tag("stage", each.stage())
                .tag("outcome", each.outcome().label())
                .register(registry);
    }

    /** Counts the events of a batch by verdict. */
    public void events(String verdict, int count) {
        Counter.builder("millrace.events")
                .description("events sent to the server, by verdict")
                .tag("verdict", verdict)
                .register(registry)
                .increment(count);
    }

    /** Counts a request that was dropped before its answer: its client went away, or the server could not keep up. */
    public void dropped(String why) {
        drops.computeIfAbsent(why, this::dropCounter).increment();
    }

    private Counter dropCounter(String why) {
        return Counter.builder("millrace.http.dropped")
                .description("requests that were not worked on, by why")
                .tag("why", why)
                .register(registry);
    }

    /** Counts a request that arrived and was refused with 503, by how much it mattered and why. */
    public void refused(String priority, String why) {
        dropped(why);
        refusals.computeIfAbsent(new Refused(priority, why), this::refusalCounter)
                .increment();
    }

    private Counter refusalCounter(Refused each) {
        return Counter.builder("millrace.refused")
                .description("requests that arrived and were refused with 503, by priority and why")
                .tag("priority", each.priority())
                .tag("why", each.why())
                .register(registry);
    }

    /** Counts a change of the live release, by what became of it. */
    public void releaseChange(String outcome) {
        Counter.builder("millrace.release.changes")
                .description("releases that were to go live, by what became of it")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }

    /** Counts a stage that failed. */
    public void fault(String stage) {
        Counter.builder("millrace.stage.faults")
                .description("stages that threw, and whose requests went on without them")
                .tag("stage", stage)
                .register(registry)
                .increment();
    }

    /** Shows how many histories the fine ranker knew, and how many it had to encode; both only grow. */
    public void histories(LongSupplier known, LongSupplier encoded) {
        history("known", known);
        history("encoded", encoded);
    }

    private void history(String outcome, LongSupplier count) {
        // Of this object, since the registry holds whose counter it is but weakly.
        FunctionCounter.builder("millrace.fine.histories", this, self -> count.getAsLong())
                .description("histories that the fine ranker was asked with, by whether their hidden states were kept")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Shows a number that is read whenever the metrics are. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** Returns all meters in the Prometheus text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
