package dev.millrace.edge.scan;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.edge.catalog.CodedVectors;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Scores the vector of every eligible item. The result is exact over the vectors it is given, which may be coded.
 * Thread-safe; scratch is pooled. Holds nothing that needs closing.
 *
 * <p>Coded vectors are scored by looking their codes up in one table of the query: in runs of {@value #RUN} where
 * enough of them are eligible, else each alone.
 */
public final class VectorScan implements VectorIndex {
    /** Items between two looks at the clock. */
    private static final int RUN = 64;
    /** Scoring an item alone takes some times as long as in a run. */
    private static final double ENOUGH = 0.25;

    private final ItemVectors vectors;
    private final Queue<Scratch> pool = new ConcurrentLinkedQueue<>();

    /** Creates the scan of some vectors. */
    public VectorScan(ItemVectors vectors) {
        this.vectors = vectors;
    }

    private static final class Scratch {
        private final float[] table;
        private final ByteBuffer all;
        private final byte[] codes;
        private final float[] scores = new float[RUN];
        private int next;

        Scratch(CodedVectors vectors) {
            table = new float[vectors.groups() * vectors.entries()];
            all = vectors.codes();
            codes = new byte[RUN * vectors.groups()];
        }
    }

    @Override
    public Visit search(float[] vector, Eligible eligible, Effort effort, TopItems into) {
        if (!(vectors instanceof CodedVectors coded)) {
            return oneByOne(vector, eligible, effort, into);
        }
        Scratch scratch = pool.poll();
        if (scratch == null) {
            scratch = new Scratch(coded);
        }
        Visit visit = runByRun(coded, vector, eligible, effort, into, scratch);
        pool.add(scratch);
        return visit;
    }

    private Visit oneByOne(float[] vector, Eligible eligible, Effort effort, TopItems into) {
        int visited = 0;
        for (int item = eligible.next(0); item >= 0; item = eligible.next(item + 1)) {
            if (visited++ % RUN == RUN - 1 && effort.stop().getAsBoolean()) {
                return new Visit(Strategy.EXACT, visited, false);
            }
            into.offer(item, vectors.dot(item, vector));
        }
        return new Visit(Strategy.EXACT, visited, true);
    }

    private static Visit runByRun(
            CodedVectors vectors, float[] vector, Eligible eligible, Effort effort, TopItems into, Scratch scratch) {
        vectors.table(vector, scratch.table);
        int visited = 0;
        boolean alone = eligible.selectivity() < ENOUGH;
        scratch.next = eligible.next(0);
        while (scratch.next >= 0) {
            visited += run(vectors, eligible, alone, scratch, into);
            if (effort.stop().getAsBoolean()) {
                return new Visit(Strategy.EXACT, visited, scratch.next < 0);
            }
        }
        return new Visit(Strategy.EXACT, visited, true);
    }

    /**
     * Offers the eligible items from the next one to the end of its run; returns how many. Short and called often, so
     * that a virtual machine that has just started soon compiles it.
     */
    private static int run(CodedVectors vectors, Eligible eligible, boolean alone, Scratch scratch, TopItems into) {
        int item = scratch.next;
        int from = item / RUN * RUN;
        int to = Math.min(vectors.size(), from + RUN);
        if (!alone) {
            vectors.scores(scratch.table, from, to, scratch.all, scratch.codes, scratch.scores);
        }
        int visited = 0;
        for (; item >= 0 && item < to; item = eligible.next(item + 1)) {
            if (alone) {
                vectors.scores(scratch.table, item, item + 1, scratch.all, scratch.codes, scratch.scores);
            }
            into.offer(item, scratch.scores[alone ? 0 : item - from]);
            visited++;
        }
        scratch.next = item;
        return visited;
    }

    @Override
    public void close() {
        pool.clear();
    }
}
