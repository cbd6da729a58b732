package dev.millrace.server.http;

import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.InvalidRequestException;
import dev.millrace.cascade.ItemFilter.InvalidFilterException;
import dev.millrace.cascade.Passage;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.server.config.LimitConfig;
import dev.millrace.server.config.RequestConfig;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.metrics.ServerMetrics;
import dev.millrace.server.swap.Live;
import dev.millrace.server.swap.Served;
import java.security.SecureRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The operations that rank: recommend, rank. Thread-safe. */
final class RankingApi {
    private final Live live;
    private final ServerConfig config;
    private final ServerMetrics metrics;
    private final LongSupplier ticker;
    private final Consumer<Request> recent;
    private final RecommendationIds ids = new RecommendationIds(new SecureRandom());

    /** Creates them; {@code recent} is shown every request that was answered. */
    RankingApi(Live live, ServerConfig config, ServerMetrics metrics, LongSupplier ticker, Consumer<Request> recent) {
        this.live = live;
        this.config = config;
        this.metrics = metrics;
        this.ticker = ticker;
        this.recent = recent;
    }

    private interface Reader {
        RequestReader.Timed read(LimitConfig limits, RequestConfig defaults, Schema schema, byte[] body);
    }

    @Nullable
    Reply recommend(HttpCall call, Target target) {
        return answer(call, RequestReader::recommend);
    }

    @Nullable
    Reply rank(HttpCall call, Target target) {
        return answer(call, RequestReader::rank);
    }

    /** The budget runs from the moment the request had arrived: what it waited for a worker counts. */
    private @Nullable Reply answer(HttpCall call, Reader reader) {
        try (Live.Lease lease = live.lease()) {
            Served now = lease.served();
            RequestReader.Timed timed = reader.read(
                    config.limits(),
                    config.requests(),
                    now.cascade().catalog().items().schema(),
                    call.body());
            Deadline deadline = Deadline.since(call.arrivedNanos(), timed.timeout(), ticker);
            Passage passage = now.cascade()
                    .begin(timed.request(), deadline, call.progress().effort());
            call.progress().rescue(new Takeover(lease, passage, timed.request()));
            return reply(now, timed.request(), passage::answer);
        }
    }

    /**
     * How a request is answered by another thread than the one whose stage hangs, which keeps its own hold on the
     * release.
     */
    private final class Takeover implements Progress.Rescue {
        private final Live.Lease lease;
        private final Passage passage;
        private final Request request;

        Takeover(Live.Lease lease, Passage passage, Request request) {
            this.lease = lease;
            this.passage = passage;
            this.request = request;
        }

        @Override
        public void cancel() {
            passage.cancel();
        }

        @Override
        public boolean takeOver() {
            return passage.takeOver();
        }

        @Override
        public @Nullable Reply resume() {
            if (!lease.share()) {
                return null;
            }
            try (lease) {
                return reply(lease.served(), request, passage::resume);
            }
        }
    }

    private @Nullable Reply reply(Served now, Request request, Supplier<@Nullable Response> work) {
        Response response;
        try {
            response = work.get();
        } catch (InvalidFilterException e) {
            throw Problem.member("/filter", String.valueOf(e.getMessage())).exception();
        } catch (InvalidRequestException e) {
            throw Problem.member("", String.valueOf(e.getMessage())).exception();
        }
        if (response == null) {
            return null;
        }
        metrics.answered(response);
        recent.accept(request);
        ResponseWriter writer = new ResponseWriter(now.cascade().catalog().items());
        return Reply.json(writer.write(request, response, ids.next()));
    }
}
