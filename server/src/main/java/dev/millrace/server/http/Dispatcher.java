package dev.millrace.server.http;

import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Priority;
import dev.millrace.server.admission.Refusal;
import dev.millrace.server.config.HttpConfig;
import dev.millrace.server.config.RequestConfig;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.metrics.ServerMetrics;
import io.netty.channel.ChannelException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
     * @param admission has requests answered
     * @param aside answers what is asked of a busy server
     * @param bundles reads bundles and makes deltas
     */
    record Pools(Admission admission, SideThreads aside, SideThreads bundles) {}

    /** What is configured, and where time comes from. Immutable. */
    record Settings(ServerConfig config, LongSupplier ticker) {}

    /**
     * What the server is in. Immutable; its parts are thread-safe.
     *
     * @param connections those of the port
     * @param bodies what those that are arriving may take
     * @param stopping whether the server is stopping
     */
    record State(OpenConnections connections, BodyBudget bodies, BooleanSupplier stopping) {}

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
                case EVENT_LOOP -> answer(route, call, target, done);
                case WORKER -> admit(new Exchange.Asked(route, call, target), new Exchange.Client(wanted, done));
                case ASIDE -> offer(pools.aside(), new Exchange.Asked(route, call, target), done);
                case BUNDLES -> offer(pools.bundles(), new Exchange.Asked(route, call, target), done);
            }
        } catch (ProblemException e) {
            done.accept(new Answer(name, e.problem().reply()));
        }
    }

    private void admit(Exchange.Asked asked, Exchange.Client client) {
        RequestConfig requests = settings.config().requests();
        Exchange.Terms terms =
                new Exchange.Terms(Priority.DEFAULT, requests.maxTimeout().toNanos());
        if (asked.route().budgeted()) {
            Glance.Seen seen = Glance.at(asked.call().body(), requests);
            terms = new Exchange.Terms(seen.priority(), seen.timeout().toNanos());
        }
        pools.admission().offer(new Exchange(this, asked, terms, client));
    }

    private void offer(SideThreads threads, Exchange.Asked asked, Consumer<Answer> done) {
        if (!threads.offer(() -> answer(asked.route(), asked.call(), asked.target(), done))) {
            done.accept(new Answer(asked.route().name(), refused(Priority.DEFAULT, Refusal.QUEUE_FULL)));
        }
    }

    private void answer(Route route, HttpCall call, Target target, Consumer<Answer> done) {
        Reply reply = guard(route, () -> route.endpoint().answer(call, target));
        if (reply != null) {
            done.accept(new Answer(route.name(), reply));
        }
    }

    /** Does a request's work; what goes wrong in it becomes an answer. */
    @Nullable
    Reply guard(Route route, Supplier<@Nullable Reply> work) {
        try {
            return work.get();
        } catch (ProblemException e) {
            return e.problem().reply();
        } catch (Throwable e) {
            LOG.error("{} failed", route.name(), e);
            return Problem.of(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the server failed; its log says how")
                    .reply();
        }
    }

    /** Counts a request that is not answered by its work, and returns what it is told. */
    Reply refused(Priority priority, Refusal why) {
        metrics.refused(priority.label(), why.label());
        String detail = switch (why) {
            case QUEUE_FULL, LIMIT, STALE -> "too many requests are waiting";
            case SHED -> "more important requests are waiting";
            case NO_TIME -> "it would wait longer than it may take";
            case TOO_LATE -> "it waited longer than it may take";
            case GIVEN_UP -> "there was no answer in the time it may take";
        };
        return unavailable(detail).reply();
    }

    Problem unavailable(String detail) {
        return Problem.of(HttpResponseStatus.SERVICE_UNAVAILABLE, detail)
                .withHeader(
                        "Retry-After",
                        Long.toString(settings.config().workers().retryAfter().toSeconds()));
    }

    void clientGone() {
        metrics.dropped("client gone");
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
        return settings.config().http();
    }

    OpenConnections connections() {
        return state.connections();
    }

    BodyBudget bodies() {
        return state.bodies();
    }

    boolean stopping() {
        return state.stopping().getAsBoolean();
    }
}
