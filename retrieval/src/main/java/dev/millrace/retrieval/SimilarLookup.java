package dev.millrace.retrieval;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.cascade.source.VectorIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds items like an item. The vector index knows inner products, which favour items of large norm; so several times
 * as many are fetched and the best by cosine taken. Immutable and thread-safe.
 */
final class SimilarLookup {
    private static final int OVERSAMPLING = 4;

    private final Catalog catalog;
    private final VectorIndex index;

    SimilarLookup(Catalog catalog, VectorIndex index) {
        this.catalog = catalog;
        this.index = index;
    }

    List<SimilarItem> of(int item, int count, Eligible eligible) {
        List<SimilarItem> found = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        taken.add(item);
        SimilarItems lists = catalog.similar();
        for (int at = lists.begin(item); at < lists.end(item) && found.size() < count; at++) {
            int neighbour = lists.neighbour(at);
            if (eligible.contains(neighbour) && taken.add(neighbour)) {
                found.add(new SimilarItem(neighbour, lists.weight(at), SimilarItem.Origin.LIST));
            }
        }
        if (found.size() < count) {
            addNear(item, count, eligible, taken, found);
        }
        return found;
    }

    private void addNear(int item, int count, Eligible eligible, Set<Integer> taken, List<SimilarItem> found) {
        ItemVectors vectors = catalog.vectors();
        float[] vector = new float[vectors.dimension()];
        vectors.copy(item, vector);
        float norm = (float) Math.sqrt(vectors.dot(item, item));
        if (norm == 0) {
            return;
        }
        long wanted = (long) OVERSAMPLING * count + taken.size();
        TopItems near = new TopItems((int) Math.min(wanted, eligible.count()));
        index.search(vector, eligible, near);
        TopItems best = new TopItems(count - found.size());
        for (int rank = 0; rank < near.size(); rank++) {
            int other = near.ordinal(rank);
            float otherNorm = (float) Math.sqrt(vectors.dot(other, other));
            if (!taken.contains(other)) {
                best.offer(other, otherNorm == 0 ? 0 : near.score(rank) / (norm * otherNorm));
            }
        }
        best.sort();
        for (int rank = 0; rank < best.size(); rank++) {
            found.add(new SimilarItem(best.ordinal(rank), best.score(rank), SimilarItem.Origin.VECTOR));
        }
    }
}
