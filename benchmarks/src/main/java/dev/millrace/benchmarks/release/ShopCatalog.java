package dev.millrace.benchmarks.release;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.EventLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes the catalogue of a synthetic shop: its items, clustered vectors, counted events, similar items. Stateless. */
final class ShopCatalog {
    private static final int SIMILAR = 24;
    private static final long RECENT_MILLIS = Duration.ofDays(14).toMillis();

    private ShopCatalog() {}

    static Catalog of(Dataset shop, ReleaseShape shape) {
        ItemTable items = shop.items();
        Column.Keywords category = items.keywords(Field.Role.CATEGORY).orElseThrow();
        int[] clusters = ClusteredVectors.clusters(category, shape.seed());
        return new Catalog(
                items,
                statistics(items, shop.events()),
                ClusteredVectors.draw(clusters, shape.dimension(), shape.seed()),
                similar(clusters, shape.seed()));
    }

    private static ItemStatistics statistics(ItemTable items, EventLog events) {
        float[] counts = new float[items.size()];
        float[] recent = new float[items.size()];
        Column.Instants created = items.instants(Field.Role.CREATED).orElseThrow();
        long[] firstSeen = new long[items.size()];
        Arrays.setAll(firstSeen, created::value);
        for (int i = 0; i < events.size(); i++) {
            float weight = items.schema().eventTypes().get(events.type(i)).weight();
            counts[events.item(i)] += weight;
            if (events.timestamp(i) > events.endMillis() - RECENT_MILLIS) {
                recent[events.item(i)] += weight;
            }
        }
        return new ItemStatistics(counts, recent, firstSeen, events.endMillis(), RECENT_MILLIS);
    }

    /** Lists some items of the same cluster, fewer where there are not as many. */
    private static SimilarItems similar(int[] clusters, long seed) {
        int[] begins = begins(clusters);
        int[] byCluster = byCluster(clusters, begins);
        SplittableRandom random = new SplittableRandom(seed + 7);
        int[] offsets = new int[clusters.length + 1];
        int[] neighbours = new int[Math.multiplyExact(clusters.length, SIMILAR)];
        int count = 0;
        for (int item = 0; item < clusters.length; item++) {
            int begin = begins[clusters[item]];
            int size = begins[clusters[item] + 1] - begin;
            int from = random.nextInt(size);
            for (int i = 0; i < Math.min(SIMILAR, size); i++) {
                int other = byCluster[begin + (from + i) % size];
                if (other != item) {
                    neighbours[count++] = other;
                }
            }
            offsets[item + 1] = count;
        }
        float[] weights = new float[count];
        for (int item = 0; item < clusters.length; item++) {
            for (int at = offsets[item]; at < offsets[item + 1]; at++) {
                weights[at] = 1f / (1 + at - offsets[item]);
            }
        }
        return SimilarItems.of(offsets, Arrays.copyOf(neighbours, count), weights);
    }

    private static int[] begins(int[] clusters) {
        int[] begins = new int[Arrays.stream(clusters).max().orElseThrow() + 2];
        for (int cluster : clusters) {
            begins[cluster + 1]++;
        }
        Arrays.parallelPrefix(begins, Integer::sum);
        return begins;
    }

    private static int[] byCluster(int[] clusters, int[] begins) {
        int[] next = begins.clone();
        int[] sorted = new int[clusters.length];
        for (int item = 0; item < clusters.length; item++) {
            sorted[next[clusters[item]]++] = item;
        }
        return sorted;
    }
}
