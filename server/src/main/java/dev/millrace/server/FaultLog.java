package dev.millrace.server;

import dev.millrace.cascade.FaultListener;
import dev.millrace.server.metrics.ServerMetrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the stages that fail, and logs one a second of each: a stage may fail for every request. Thread-safe. */
final class FaultLog implements FaultListener {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServerMetrics metrics;
    private final LongSupplier ticker;
    private final Map<String, Long> lastNanos = new ConcurrentHashMap<>();

    FaultLog(ServerMetrics metrics, LongSupplier ticker) {
        this.metrics = metrics;
        this.ticker = ticker;
    }

    @Override
    public void failed(String stage, Throwable fault) {
        metrics.fault(stage);
        long now = ticker.getAsLong();
        long logged = lastNanos.compute(
                stage, (name, last) -> last == null || now - last >= PERIOD_NANOS ? Long.valueOf(now) : last);
        if (logged == now) {
            LOG.error("stage {} failed; requests go on without it, or without what it lacks", stage, fault);
        }
    }
}
