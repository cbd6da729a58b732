package dev.millrace.server;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.server.http.Served;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Items like another: those the release lists as similar, and where they do not suffice those whose vectors point the
 * same way. Immutable and thread-safe.
 *
 * <p>The second is a scan of all vectors by cosine, for items too new to be listed; a request a shop's page makes
 * seldom enough.
 */
final class NearestItems implements Served.SimilarItemSearch {
    private final SimilarItems listed;
    private final ItemVectors vectors;

    NearestItems(Catalog catalog) {
        this.listed = catalog.similar();
        this.vectors = catalog.vectors();
    }

    @Override
    public List<Served.SimilarItem> similar(int item, int count) {
        List<Served.SimilarItem> found = new ArrayList<>(count);
        Set<Integer> taken = new HashSet<>();
        taken.add(item);
        for (int at = listed.begin(item); at < listed.end(item) && found.size() < count; at++) {
            if (taken.add(listed.neighbour(at))) {
                found.add(new Served.SimilarItem(listed.neighbour(at), listed.weight(at), "events"));
            }
        }
        if (found.size() < count) {
            found.addAll(nearest(item, count - found.size(), taken));
        }
        return found;
    }

    /** Keeps the best in a queue whose head is the worst of them; equal ones by ordinal. */
    private List<Served.SimilarItem> nearest(int item, int count, Set<Integer> taken) {
        double own = Math.sqrt(vectors.dot(item, item));
        PriorityQueue<Served.SimilarItem> best = new PriorityQueue<>(NearestItems::compare);
        for (int other = 0; other < vectors.size(); other++) {
            double lengths = own * Math.sqrt(vectors.dot(other, other));
            if (lengths > 0 && !taken.contains(other)) {
                best.add(new Served.SimilarItem(other, (float) (vectors.dot(item, other) / lengths), "vector"));
                if (best.size() > count) {
                    best.remove();
                }
            }
        }
        List<Served.SimilarItem> ascending = new ArrayList<>();
        while (!best.isEmpty()) {
            ascending.add(best.remove());
        }
        return ascending.reversed();
    }

    private static int compare(Served.SimilarItem a, Served.SimilarItem b) {
        int byScore = Float.compare(a.score(), b.score());
        return byScore != 0 ? byScore : Integer.compare(b.item(), a.item());
    }
}
