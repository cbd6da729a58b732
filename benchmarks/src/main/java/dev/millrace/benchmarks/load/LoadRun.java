package dev.millrace.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One load from its first request to its last answer. Everything but {@link #start} runs on the event loop.
 *
 * <p>A request becomes due by the pace alone. If a connection is idle it is sent; otherwise it waits, and its latency,
 * taken from the moment it was due, tells. Nothing that became due is left out: what is never answered counts with the
 * time until it was given up.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Steps report their own failures, and the loop ends with the load.
final class LoadRun {
    private static final long SWEEP_MILLIS = 20;

    private final LoadOptions options;
    private final List<Planned> requests;
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final Optional<Long> server;
    private final Observer observer;
    private final Tally tally = new Tally();
    private final AnswerCheck check = new AnswerCheck(tally);
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final Deque<ClientConnection> idle = new ArrayDeque<>();
    private final Deque<Due> waiting = new ArrayDeque<>();
    private final List<ClientConnection> open = new ArrayList<>();
    private final Pace.@Nullable Arrivals arrivals;
    private final int inFlight;
    private final long endNanos;
    private final long warmUpNanos;
    private long startNanos;
    private long nextDue;
    private int nextRequest;
    private int connecting;
    private int underWay;
    private boolean begun;
    private boolean ended;
    private @Nullable Snapshot measuredFrom;

    /** A request and when it was due, in nanoseconds since the start. Immutable. */
    record Due(Planned request, long nanos) {}

    /** What a load is sent by, and the process whose time is taken. Immutable. */
    record Means(EventLoop loop, Class<? extends SocketChannel> channel, Optional<Long> server) {}

    /** What a load showed, see {@link LoadResult}. */
    record Outcome(Tally tally, Duration measured, Duration ownTime, Optional<Duration> serverTime) {}

    private record Snapshot(long nanos, Duration own, Optional<Duration> server) {}

    LoadRun(LoadOptions options, Pace pace, List<Planned> requests, Means means, Observer observer) {
        this.options = options;
        this.requests = requests;
        this.loop = means.loop();
        this.server = means.server();
        this.observer = observer;
        this.warmUpNanos = options.warmUp().toNanos();
        this.endNanos = warmUpNanos + options.duration().toNanos();
        this.arrivals = pace instanceof Pace.Open steady ? steady.arrivals() : null;
        this.inFlight = pace instanceof Pace.Closed closed ? closed.inFlight() : 0;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(means.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        options.patience().toMillis())
                .remoteAddress(options.address());
    }

    /** Starts it; the future completes when nothing that was due is under way any more. */
    CompletableFuture<Outcome> start() {
        loop.execute(() -> guarded(() -> {
            for (int i = 0; i < options.opened(); i++) {
                connect();
            }
            if (connecting == 0) {
                begin();
            }
        }));
        return outcome;
    }

    private void begin() {
        begun = true;
        startNanos = System.nanoTime();
        after(warmUpNanos, this::measure);
        loop.scheduleAtFixedRate(() -> guarded(this::sweep), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        if (arrivals != null) {
            nextDue = arrivals.next();
            tick();
        } else {
            for (int i = 0; i < inFlight; i++) {
                dispatch(due(elapsed()));
            }
        }
    }

    private void after(long nanos, Runnable step) {
        loop.schedule(() -> guarded(step), Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    /** A step that fails ends the load: what it throws is what {@link #start} reports. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
        }
    }

    private long elapsed() {
        return System.nanoTime() - startNanos;
    }

    private void measure() {
        measuredFrom = snapshot();
    }

    private Snapshot snapshot() {
        return new Snapshot(System.nanoTime(), ProcessTime.own(), server.flatMap(ProcessTime::of));
    }

    private Due due(long nanos) {
        Planned request = requests.get(nextRequest);
        nextRequest = (nextRequest + 1) % requests.size();
        return new Due(request, nanos);
    }

    /** Sends all that is due and comes again when the next request is. */
    private void tick() {
        if (arrivals == null) {
            return;
        }
        while (nextDue <= elapsed() && nextDue < endNanos) {
            dispatch(due(nextDue));
            nextDue = arrivals.next();
        }
        if (nextDue >= endNanos) {
            after(endNanos - elapsed(), this::end);
        } else {
            after(nextDue - elapsed(), this::tick);
        }
    }

    private void end() {
        ended = true;
        finishIfDone();
    }

    private void dispatch(Due due) {
        underWay++;
        ClientConnection connection = idle.pollLast();
        if (connection != null) {
            connection.send(due);
            return;
        }
        waiting.add(due);
        if (open.size() + connecting < options.connections()) {
            connect();
        }
    }

    private void connect() {
        connecting++;
        ClientConnection connection = new ClientConnection(this);
        ChannelFuture connected = bootstrap.clone().handler(connection).connect();
        connected.addListener(future -> guarded(() -> {
            connecting--;
            if (future.isSuccess()) {
                open.add(connection);
                free(connection);
            } else if (open.isEmpty() && connecting == 0) {
                tally.problem("cannot connect to " + options.address() + ": " + future.cause());
                giveUpWaiting(Long.MAX_VALUE, Verdict.FAILED);
            }
            if (!begun && connecting == 0) {
                begin();
            }
        }));
    }

    /** Gives an idle connection the request that has waited longest. */
    private void free(ClientConnection connection) {
        Due due = waiting.poll();
        if (due == null) {
            idle.add(connection);
        } else {
            connection.send(due);
        }
    }

    Verdict judge(Due due, Answer answer) {
        return check.judge(due.request(), answer, due.nanos() >= warmUpNanos);
    }

    long now() {
        return elapsed();
    }

    /** Hears that a connection's answer is there in full and that it can be used again. */
    void answered(ClientConnection connection, Due due, Verdict verdict, Answer answer, long sentNanos) {
        count(due, verdict, answer, sentNanos);
        free(connection);
        finishIfDone();
    }

    /** Hears that a connection is gone; {@code due} is what was under way on it. */
    void lost(
            ClientConnection connection, @Nullable Due due, Verdict verdict, @Nullable Answer answer, long sentNanos) {
        open.remove(connection);
        idle.remove(connection);
        if (due != null) {
            count(due, verdict, answer, sentNanos);
        }
        if (!waiting.isEmpty() && open.size() + connecting < options.connections()) {
            connect();
        }
        finishIfDone();
    }

    private void count(Due due, Verdict verdict, @Nullable Answer answer, long sentNanos) {
        underWay--;
        long now = elapsed();
        int status = answer == null ? 0 : answer.status();
        observer.ended(new Observer.Ended(
                due.request(),
                verdict,
                startNanos + due.nanos(),
                startNanos + (sentNanos < 0 ? now : sentNanos),
                startNanos + now,
                status,
                answer == null ? "" : answer.body()));
        if (due.nanos() >= warmUpNanos) {
            tally.count(due.request(), verdict, status, now - due.nanos(), sentNanos < 0 ? -1 : now - sentNanos);
        }
        if (arrivals == null && !ended) {
            if (now < endNanos) {
                loop.execute(() -> guarded(this::sendNext));
            } else {
                ended = true;
            }
        }
    }

    /** Sends the next request of a closed loop, unless another has ended it meanwhile. */
    private void sendNext() {
        if (!ended) {
            dispatch(due(elapsed()));
        }
    }

    /** Gives up what has taken too long. */
    private void sweep() {
        long latest = elapsed() - options.patience().toNanos();
        giveUpWaiting(latest, Verdict.MISSING);
        for (ClientConnection connection : List.copyOf(open)) {
            connection.giveUpBefore(latest);
        }
        finishIfDone();
    }

    private void giveUpWaiting(long latest, Verdict verdict) {
        while (!waiting.isEmpty() && waiting.getFirst().nanos() <= latest) {
            count(waiting.removeFirst(), verdict, null, -1);
        }
        finishIfDone();
    }

    private void finishIfDone() {
        Snapshot from = measuredFrom;
        if (!ended || underWay > 0 || from == null || outcome.isDone()) {
            return;
        }
        Snapshot to = snapshot();
        Optional<Duration> serverTime =
                to.server().flatMap(after -> from.server().map(after::minus));
        outcome.complete(new Outcome(
                tally, Duration.ofNanos(to.nanos() - from.nanos()), to.own().minus(from.own()), serverTime));
    }
}
