package dev.millrace.server.http;

import dev.millrace.server.config.HttpConfig;
import dev.millrace.server.config.WorkerConfig;
import dev.millrace.server.metrics.ServerMetrics;
import io.netty.channel.ChannelException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections share: it brings requests to their operations and their answers back. Thread-safe. */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final String OTHER = "other";

    private final Router router;
    private final Pools pools;
    private final Settings settings;
    private final ServerMetrics metrics;
    private final State state;

    /**
     * The threads that work. Immutable.
     *
     * @param workers answer requests
     * @param aside answers what is asked of a busy server
     */
    record Pools(Workers workers, Workers aside) {}

    /** What is configured, and where time comes from. Immutable. */
    record Settings(HttpConfig http, WorkerConfig workers, LongSupplier ticker) {}

    /**
     * What the server is in. Immutable; its parts are thread-safe.
     *
     * @param full whether there are too many connections
     * @param stopping whether the server is stopping
     */
    record State(BooleanSupplier full, BooleanSupplier stopping) {}

    /**
     * An answered request. Immutable.
     *
     * @param endpoint the name of the operation in metrics
     * @param reply the answer
     */
    record Answer(String endpoint, Reply reply) {}

    Dispatcher(Router router, Pools pools, Settings settings, ServerMetrics metrics, State state) {
        this.router = router;
        this.pools = pools;
        this.settings = settings;
        this.metrics = metrics;
        this.state = state;
    }

    /**
     * Has a request answered, on this thread or another.
     *
     * @param wanted whether the client is still there
     * @param done is given the answer once
     */
    void dispatch(HttpCall call, BooleanSupplier wanted, Consumer<Answer> done) {
        String name = OTHER;
        try {
            Target target = Target.parse(call.head().uri());
            Route route = router.find(call.method(), target);
            name = route.name();
            Router.check(route, call, target);
            switch (route.place()) {
                case EVENT_LOOP -> done.accept(answer(route, call, target));
                case WORKER -> offer(pools.workers(), route, call, target, wanted, done);
                case ASIDE -> offer(pools.aside(), route, call, target, wanted, done);
            }
        } catch (ProblemException e) {
            done.accept(new Answer(name, e.problem().reply()));
        }
    }

    private void offer(
            Workers workers, Route route, HttpCall call, Target target, BooleanSupplier wanted, Consumer<Answer> done) {
        boolean taken = workers.offer(() -> {
            if (wanted.getAsBoolean()) {
                done.accept(answer(route, call, target));
            } else {
                metrics.dropped("client gone");
            }
        });
        if (!taken) {
            metrics.dropped("queue full");
            done.accept(new Answer(
                    route.name(),
                    Problem.of(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many requests are waiting")
                            .withHeader("Retry-After", retryAfterSeconds())
                            .reply()));
        }
    }

    private static Answer answer(Route route, HttpCall call, Target target) {
        try {
            return new Answer(route.name(), route.endpoint().answer(call, target));
        } catch (ProblemException e) {
            return new Answer(route.name(), e.problem().reply());
        } catch (Throwable e) {
            LOG.error("{} failed", route.name(), e);
            return new Answer(
                    route.name(),
                    Problem.of(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the server failed; its log says how")
                            .reply());
        }
    }

    void answered(Answer answer, long arrivedNanos) {
        metrics.request(answer.endpoint(), answer.reply().status().code(), nanos() - arrivedNanos);
    }

    /** Tells of a connection that is given up; only what is not the network's doing is worth a line in the log. */
    void broken(Throwable cause) {
        if (cause instanceof IOException || cause instanceof ChannelException) {
            LOG.debug("connection closed", cause);
        } else {
            LOG.warn("connection closed", cause);
        }
    }

    long nanos() {
        return settings.ticker().getAsLong();
    }

    HttpConfig config() {
        return settings.http();
    }

    String retryAfterSeconds() {
        return Long.toString(settings.workers().retryAfter().toSeconds());
    }

    boolean full() {
        return state.full().getAsBoolean();
    }

    boolean stopping() {
        return state.stopping().getAsBoolean();
    }
}
