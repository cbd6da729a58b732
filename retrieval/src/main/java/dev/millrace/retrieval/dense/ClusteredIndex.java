package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.ItemVectors;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Scans the lists most likely to hold the best items, in int8 codes, and scores the best of those exactly. Thread-safe;
 * closed once by its owner.
 *
 * <p>The field calls this an inverted file with scalar quantization (Jegou, Douze, Schmid, Product Quantization for
 * Nearest Neighbor Search, 2011). What is ours is when to stop: not after a fixed number of lists, but when no list is
 * left whose worth, {@code q.c + margin |q| spread}, beats the worst of the items kept so far. The spread is the root
 * of the mean square by which a list's items leave its centre along one dimension, so that the margin says how many
 * deviations an item must stand out to be missed. A query among its items stops early, one between clusters goes on;
 * under a filter the worst kept is worse and the scan goes as deep as it must, whether the filter follows the vectors
 * or not; and while fewer items than wanted were accepted it does not stop at all.
 *
 * <p>An infinite margin is the exact scan in codes.
 */
public final class ClusteredIndex implements VectorIndex {
    /** Below this share of items eligible their positions are marked beforehand; above, each item found is looked up. */
    static final double MARKED_SHARE = 0.15;

    /** Up to so many items left out are found and dropped, without looking at each item found. */
    private static final int FEW_EXCLUDED = 1024;

    private final ClusteredLists lists;
    private final ItemVectors vectors;
    private final Queue<Scratch> pool = new ConcurrentLinkedQueue<>();

    /** Creates the index over lists, which are closed with it. */
    ClusteredIndex(ClusteredLists lists, ItemVectors vectors) {
        this.lists = lists;
        this.vectors = vectors;
    }

    ClusteredLists lists() {
        return lists;
    }

    /** The memory of one search. Owned by one worker at a time. */
    private static final class Scratch {
        final Shortlist shortlist = new Shortlist();
        final ListOrder order = new ListOrder();
        final float[] scores = new float[BlockScan.ITEMS];
        int[] items = new int[0];
        float[] exact = new float[0];
        final float[] worth;
        final long[] marked;
        final float[] query;
        final float[] centreQuery;

        Scratch(ClusteredLists.Layout layout) {
            worth = new float[layout.centreBlocks() * BlockScan.ITEMS];
            marked = new long[layout.blocks()];
            query = new float[layout.dimension()];
            centreQuery = new float[layout.dimension() + 1];
        }
    }

    @Override
    public Visit search(float[] vector, Eligible eligible, TopItems into) {
        return search(vector, eligible, Float.POSITIVE_INFINITY, into);
    }

    /**
     * Searches the lists that may hold what is wanted.
     *
     * @param margin how many deviations an item must stand out from its list to be missed, &ge; 0; infinite for an
     *     exact scan in codes
     */
    Visit search(float[] vector, Eligible eligible, float margin, TopItems into) {
        int wanted = Math.min(into.capacity(), eligible.count());
        if (wanted == 0) {
            return new Visit(Strategy.CLUSTERED, 0);
        }
        Scratch scratch = pool.poll();
        if (scratch == null) {
            scratch = new Scratch(lists.layout());
        }
        try {
            rank(vector, margin, scratch);
            int left = eligible.bound() - eligible.count();
            Acceptance acceptance = left <= FEW_EXCLUDED
                    ? Acceptance.LATE
                    : eligible.selectivity() <= MARKED_SHARE ? Acceptance.MARKED : Acceptance.FOUND;
            scratch.shortlist.reset(wanted + wanted / 16 + 16 + (acceptance == Acceptance.LATE ? left : 0));
            int visited = acceptance == Acceptance.MARKED
                    ? scanMarked(eligible, scratch)
                    : scan(eligible, acceptance == Acceptance.FOUND, scratch);
            rescore(vector, eligible, scratch, into);
            return new Visit(Strategy.CLUSTERED, visited);
        } finally {
            pool.add(scratch);
        }
    }

    /** When an item is asked whether it is eligible. */
    private enum Acceptance {
        /** Before the scan. */
        MARKED,
        /** When its score is good. */
        FOUND,
        /** When it is scored exactly. */
        LATE
    }

    private void rank(float[] vector, float margin, Scratch scratch) {
        lists.scale(vector, scratch.query);
        float norm = (float) Math.sqrt(InnerProduct.of(vector, 0, vector));
        boolean everything = Float.isInfinite(margin);
        lists.scaleForCentres(vector, everything ? 0 : margin * norm, scratch.centreQuery);
        long bytes = (long) BlockScan.ITEMS * scratch.centreQuery.length;
        ClusteredLists.Layout layout = lists.layout();
        for (int block = 0; block < layout.centreBlocks(); block++) {
            BlockScan.score(
                    lists.centres(), block * bytes, scratch.centreQuery, 0, scratch.worth, block * BlockScan.ITEMS);
        }
        scratch.order.sort(scratch.worth, layout.lists());
        if (everything) {
            Arrays.fill(scratch.worth, Float.POSITIVE_INFINITY);
        }
    }

    private int scan(Eligible eligible, boolean ask, Scratch scratch) {
        Shortlist shortlist = scratch.shortlist;
        long bytes = (long) BlockScan.ITEMS * scratch.query.length;
        int visited = 0;
        for (int rank = 0; rank < lists.layout().lists(); rank++) {
            int list = scratch.order.at(rank);
            if (scratch.worth[list] <= shortlist.threshold()) {
                break;
            }
            int end = lists.firstBlock(list + 1);
            for (int block = lists.firstBlock(list); block < end; block++) {
                float threshold = shortlist.threshold();
                long good = BlockScan.score(lists.codes(), block * bytes, scratch.query, threshold, scratch.scores, 0);
                visited++;
                while (good != 0) {
                    int lane = Long.numberOfTrailingZeros(good);
                    good &= good - 1;
                    int position = block * BlockScan.ITEMS + lane;
                    int item = lists.ordinal(position);
                    if (item >= 0 && scratch.scores[lane] > shortlist.threshold() && (!ask || eligible.contains(item))) {
                        shortlist.add(position, scratch.scores[lane]);
                    }
                }
            }
        }
        return visited * BlockScan.ITEMS;
    }

    private int scanMarked(Eligible eligible, Scratch scratch) {
        long[] marked = scratch.marked;
        Arrays.fill(marked, 0);
        for (int item = eligible.next(0); item >= 0; item = eligible.next(item + 1)) {
            int position = lists.position(item);
            marked[position >>> 6] |= 1L << position;
        }
        Shortlist shortlist = scratch.shortlist;
        long bytes = (long) BlockScan.ITEMS * scratch.query.length;
        int visited = 0;
        for (int rank = 0; rank < lists.layout().lists(); rank++) {
            int list = scratch.order.at(rank);
            if (scratch.worth[list] <= shortlist.threshold()) {
                break;
            }
            int end = lists.firstBlock(list + 1);
            for (int block = lists.firstBlock(list); block < end; block++) {
                if (marked[block] == 0) {
                    continue;
                }
                float threshold = shortlist.threshold();
                long good = marked[block]
                        & BlockScan.score(lists.codes(), block * bytes, scratch.query, threshold, scratch.scores, 0);
                visited++;
                while (good != 0) {
                    int lane = Long.numberOfTrailingZeros(good);
                    good &= good - 1;
                    if (scratch.scores[lane] > shortlist.threshold()) {
                        shortlist.add(block * BlockScan.ITEMS + lane, scratch.scores[lane]);
                    }
                }
            }
        }
        return visited * BlockScan.ITEMS;
    }

    private void rescore(float[] vector, Eligible eligible, Scratch scratch, TopItems into) {
        Shortlist shortlist = scratch.shortlist;
        shortlist.select();
        int found = shortlist.size();
        if (scratch.items.length < found) {
            scratch.items = new int[2 * found];
            scratch.exact = new float[2 * found];
        }
        for (int entry = 0; entry < found; entry++) {
            scratch.items[entry] = lists.ordinal(shortlist.position(entry));
        }
        // Without a branch in between, the loads of several rows are under way at once.
        for (int entry = 0; entry < found; entry++) {
            scratch.exact[entry] = InnerProduct.of(vectors.values(), scratch.items[entry] * vector.length, vector);
        }
        for (int entry = 0; entry < found; entry++) {
            if (eligible.contains(scratch.items[entry])) {
                into.offer(scratch.items[entry], scratch.exact[entry]);
            }
        }
        into.sort();
    }

    @Override
    public void close() {
        pool.clear();
        lists.close();
    }
}
