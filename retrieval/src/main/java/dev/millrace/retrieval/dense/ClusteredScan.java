package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.kernel.NativeVectors;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Does the searches of {@link ClusteredIndex}, with memory of its own. One thread at a time.
 *
 * <p>Filters are by ordinal, blocks by position. Under most filters an item is looked up when its score is good enough,
 * which few are. Where so few are eligible that a block holds one or two, their positions are marked beforehand, blocks
 * without any are passed over, and the vectors of the few are read instead of the block. The same is done when a scan
 * has taken longer than marking takes and has been refused more often than the filter's share explains: then the filter
 * shuts out the neighbourhood of the query, and what is eligible lies together elsewhere.
 */
final class ClusteredScan {
    /** Marking one item costs as much as scoring so many in a block of vectors of 128 bits; in wider ones more. */
    static final int MARK_COST = 4;

    /** Up to this share positions are marked at once. */
    static final double SPARSE_SHARE = 0.02;

    /** With so few eligible items in a block their vectors are read: four lines of memory each, against 16 or 32. */
    private static final int SPARSE = 2;

    /** Up to so many items left out are found and dropped at the end. */
    static final int FEW_EXCLUDED = 1_024;

    private static final int LISTS_A_CHECK = 8;

    private static final int MARKS_A_STEP = 1_024;

    private final ClusteredLists lists;
    private final NativeVectors vectors;
    private final QueryTables tables;
    private final long blockBytes;
    private final Shortlist shortlist = new Shortlist();
    private final ListOrder order = new ListOrder();
    private final short[] sums = new short[BlockScan.ITEMS];
    private final float[] worth;
    private final long[] marked;
    private final float[] centreQuery;
    private int[] positions = new int[0];
    private int[] items = new int[0];
    private float[] exact = new float[0];
    private long[] keys = new long[0];
    private long asked;
    private long accepted;

    ClusteredScan(ClusteredLists lists, NativeVectors vectors) {
        ClusteredLists.Layout layout = lists.layout();
        this.lists = lists;
        this.vectors = vectors;
        this.tables = new QueryTables(lists.books());
        this.blockBytes = layout.bookSize().blockBytes();
        this.worth = new float[layout.centreBlocks() * BlockScan.ITEMS];
        this.marked = new long[layout.blocks()];
        this.centreQuery = new float[layout.dimension() + 1];
    }

    VectorIndex.Visit search(float[] vector, Eligible eligible, Reach reach, BooleanSupplier stop, TopItems into) {
        int wanted = Math.min(into.capacity(), eligible.count());
        if (wanted == 0) {
            return new VectorIndex.Visit(VectorIndex.Strategy.CLUSTERED, 0, true);
        }
        rank(vector, reach.margin());
        int left = eligible.bound() - eligible.count();
        boolean filtered = left > FEW_EXCLUDED;
        tables.prepare(vector);
        shortlist.reset(
                wanted + (filtered ? 0 : left),
                reach.slack() * tables.deviation() * lists.scale(),
                order.worst(),
                order.best() + (order.best() - order.worst()) / 4);
        double selectivity = eligible.selectivity();
        boolean marks = filtered && selectivity <= SPARSE_SHARE;
        if (marks) {
            mark(eligible);
        }
        asked = 0;
        accepted = 0;
        long visited = 0;
        boolean complete = true;
        boolean counted = !filtered && reach.counted();
        for (int rank = 0; rank < lists.layout().lists(); rank++) {
            int list = order.at(rank);
            if (counted ? visited >= reach.items() && shortlist.full() : worth[list] <= shortlist.worst()) {
                break;
            }
            if (rank % LISTS_A_CHECK == LISTS_A_CHECK - 1 && stop.getAsBoolean()) {
                complete = false;
                break;
            }
            if (filtered
                    && !marks
                    && visited >= (long) MARK_COST * eligible.count()
                    && 2 * accepted < selectivity * asked) {
                mark(eligible);
                marks = true;
            }
            visited += marks ? scanMarked(list, vector) : scan(list, vector, filtered, eligible);
        }
        rescore(vector, eligible, into);
        return new VectorIndex.Visit(
                VectorIndex.Strategy.CLUSTERED, (int) Math.min(visited, Integer.MAX_VALUE), complete);
    }

    private void rank(float[] vector, float margin) {
        float norm = (float) InnerProduct.norm(vector);
        boolean everything = Float.isInfinite(margin);
        lists.scaleForCentres(vector, everything ? 0 : margin * norm, centreQuery);
        long bytes = (long) BlockScan.ITEMS * centreQuery.length;
        ClusteredLists.Layout layout = lists.layout();
        for (int block = 0; block < layout.centreBlocks(); block++) {
            BlockScan.score(lists.centres(), block * bytes, centreQuery, 0, 0, worth, block * BlockScan.ITEMS);
        }
        order.sort(worth, layout.lists());
        if (everything) {
            Arrays.fill(worth, Float.POSITIVE_INFINITY);
        }
    }

    /** Marks in two steps, the first with the branches, the second with the misses of the cache. */
    private void mark(Eligible eligible) {
        Arrays.fill(marked, 0);
        room(MARKS_A_STEP);
        int item = eligible.next(0);
        while (item >= 0) {
            int count = 0;
            for (; item >= 0 && count < MARKS_A_STEP; item = eligible.next(item + 1)) {
                positions[count++] = item;
            }
            for (int i = 0; i < count; i++) {
                int position = lists.position(positions[i]);
                marked[position >>> 6] |= 1L << position;
            }
        }
    }

    private int scan(int list, float[] vector, boolean filtered, Eligible eligible) {
        float perStep = lists.scale(list) * tables.step();
        float stepsPer = 1 / perStep;
        float start = lists.origin(list, vector) + lists.scale(list) * tables.base();
        int begin = lists.firstBlock(list);
        int end = lists.firstBlock(list + 1);
        int behind = lists.end(list);
        for (int block = begin; block < end; block++) {
            long good = TableScan.score(lists.codes(), block * blockBytes, tables, limit(start, stepsPer), sums);
            while (good != 0) {
                int lane = Long.numberOfTrailingZeros(good);
                good &= good - 1;
                int position = block * BlockScan.ITEMS + lane;
                float score = start + perStep * sums[lane];
                if (position >= behind || score <= shortlist.threshold()) {
                    continue;
                }
                if (filtered) {
                    asked++;
                    if (!eligible.contains(lists.ordinal(position))) {
                        continue;
                    }
                    accepted++;
                }
                shortlist.add(position, score);
            }
        }
        return (end - begin) * BlockScan.ITEMS;
    }

    /** Returns a sum of steps that a score above the threshold exceeds; rounding may let through one that is not. */
    private short limit(float start, float stepsPer) {
        float least = (shortlist.threshold() - start) * stepsPer;
        return least > 0 ? (short) Math.min(least - 1, Short.MAX_VALUE) : -1;
    }

    private int scanMarked(int list, float[] vector) {
        int visited = 0;
        int few = 0;
        float perStep = lists.scale(list) * tables.step();
        float stepsPer = 1 / perStep;
        float start = lists.origin(list, vector) + lists.scale(list) * tables.base();
        int end = lists.firstBlock(list + 1);
        room((end - lists.firstBlock(list)) * SPARSE);
        for (int block = lists.firstBlock(list); block < end; block++) {
            long good = marked[block];
            if (Long.bitCount(good) <= SPARSE) {
                for (; good != 0; good &= good - 1) {
                    positions[few++] = block * BlockScan.ITEMS + Long.numberOfTrailingZeros(good);
                }
                continue;
            }
            good &= TableScan.score(lists.codes(), block * blockBytes, tables, limit(start, stepsPer), sums);
            visited += BlockScan.ITEMS;
            for (; good != 0; good &= good - 1) {
                int lane = Long.numberOfTrailingZeros(good);
                float score = start + perStep * sums[lane];
                if (score > shortlist.threshold()) {
                    shortlist.add(block * BlockScan.ITEMS + lane, score);
                }
            }
        }
        score(few, vector);
        for (int entry = 0; entry < few; entry++) {
            if (exact[entry] > shortlist.threshold()) {
                shortlist.add(positions[entry], exact[entry]);
            }
        }
        return visited + few;
    }

    /** Finds and scores the items at the first positions. */
    private void score(int count, float[] vector) {
        for (int entry = 0; entry < count; entry++) {
            items[entry] = lists.ordinal(positions[entry]);
        }
        InnerProduct.of(vectors.rows(), items, count, vector, exact);
    }

    private void room(int count) {
        if (positions.length < count) {
            positions = new int[2 * count];
            items = new int[2 * count];
            exact = new float[2 * count];
            keys = new long[2 * count];
        }
    }

    private void rescore(float[] vector, Eligible eligible, TopItems into) {
        shortlist.finish();
        int found = shortlist.size();
        room(found);
        for (int entry = 0; entry < found; entry++) {
            positions[entry] = shortlist.position(entry);
        }
        score(found, vector);
        int count = 0;
        for (int entry = 0; entry < found; entry++) {
            int item = items[entry];
            keys[count] = TopItems.key(item, exact[entry]);
            count += eligible.contains(item) ? 1 : 0;
        }
        into.keep(keys, count);
    }
}
