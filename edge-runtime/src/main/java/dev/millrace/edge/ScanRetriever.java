package dev.millrace.edge;

import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.Retriever;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.Fusion;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.edge.scan.VectorScan;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * Stage 1 on a device: the sources of the release, the user's vector by an exact scan. Thread-safe; scratch is pooled.
 */
final class ScanRetriever implements Retriever {
    private final Fusion fusion;
    private final Queue<Fusion.Scratch> pool = new ConcurrentLinkedQueue<>();

    ScanRetriever(FusionConfig config, Catalog catalog) {
        this.fusion = Fusion.of(config, catalog, new VectorScan(catalog.vectors()));
    }

    @Override
    public Retrieval retrieve(Query query, int width, Candidates into) {
        return retrieve(query, width, into, new Cancellation());
    }

    @Override
    public Retrieval retrieve(Query query, int width, Candidates into, Cancellation cancellation) {
        Fusion.Scratch scratch = pool.poll();
        if (scratch == null) {
            scratch = new Fusion.Scratch();
        }
        Effort effort = Effort.until(new BooleanSupplier() {
            @Override
            public boolean getAsBoolean() {
                return cancellation.cancelled();
            }
        });
        VectorIndex.Visit visit = fusion.fuse(query, width, effort, into, scratch);
        pool.add(scratch);
        return new Retrieval(
                visit == null ? "none" : visit.strategy().label(),
                query.eligible().selectivity(),
                visit == null ? 0 : visit.visited(),
                visit == null || visit.complete());
    }

    @Override
    public void close() {
        pool.clear();
    }
}
