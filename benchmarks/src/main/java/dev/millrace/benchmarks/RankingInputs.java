package dev.millrace.benchmarks;

import dev.millrace.benchmarks.release.BenchmarkRelease;
import dev.millrace.benchmarks.release.ReleaseShape;
import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.StoredHistories;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.HistoryVectors;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.RankingFeatures;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.cascade.release.Release;
import dev.millrace.kernel.VectorMaps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A release of the reference design and queries of its users: what the ranking stages are timed with. Half of the
 * candidates of a query are similar to items of its history, the others random. Thread-safe.
 */
final class RankingInputs {
    private final Release release;
    private final Catalog catalog;
    private final RankingFeatures features;
    private final HistoryVectors userVectors;
    private final List<History> histories = new ArrayList<>();

    private RankingInputs(Release release) {
        this.release = release;
        VectorMaps vectors = new VectorMaps();
        this.catalog = Catalog.read(release, vectors);
        this.features = new RankingFeatures(catalog);
        this.userVectors = HistoryVectors.read(release, catalog, vectors);
    }

    /**
     * Opens a release of that shape, written where there is none.
     *
     * @param users number of histories
     * @param events of each history
     */
    static RankingInputs of(ReleaseShape shape, int users, int events) throws IOException {
        RankingInputs inputs = new RankingInputs(Release.open(BenchmarkRelease.of(shape)));
        StoredHistories stored = StoredHistories.read(inputs.release, inputs.catalog.items());
        Random random = new Random(7);
        for (String user : stored.users()) {
            List<HistoryEvent> known = stored.events(user);
            if (inputs.histories.size() < users && known.size() >= Math.min(events, 20)) {
                inputs.histories.add(inputs.history(known, events, random));
            }
        }
        if (inputs.histories.size() < users) {
            throw new IllegalStateException("histories: " + inputs.histories.size() + " (expected: " + users + ")");
        }
        return inputs;
    }

    /** Repeats the events of a user, with other items, until there are enough of them. */
    private History history(List<HistoryEvent> known, int events, Random random) {
        int[] items = new int[events];
        byte[] types = new byte[events];
        long[] timestamps = new long[events];
        long end = catalog.statistics().dataEndMillis();
        for (int i = 0; i < events; i++) {
            HistoryEvent event = known.get(i % known.size());
            items[i] = i < known.size()
                    ? catalog.items().ordinal(event.itemId())
                    : random.nextInt(catalog.items().size());
            types[i] = (byte) catalog.items().schema().eventType(event.type());
            timestamps[i] = end - 3_600_000L * (events - i);
        }
        return new History(items, types, timestamps);
    }

    Release release() {
        return release;
    }

    RankingFeatures features() {
        return features;
    }

    /** Returns what a user asks. */
    Query query(int user) {
        return Query.of(
                catalog,
                userVectors,
                histories.get(user),
                Eligible.everything(catalog.items().size()),
                Map.of());
    }

    /** Returns candidates for a user, with their features built and in the order of retrieval. */
    Candidates candidates(int user, int size) {
        Random random = new Random(user);
        SimilarItems similar = catalog.similar();
        History history = histories.get(user);
        Candidates candidates = new Candidates();
        while (candidates.size() < size) {
            int item = history.item(random.nextInt(history.size()));
            int neighbours = similar.end(item) - similar.begin(item);
            boolean near = neighbours > 0 && random.nextBoolean();
            candidates.add(
                    near
                            ? similar.neighbour(similar.begin(item) + random.nextInt(neighbours))
                            : random.nextInt(catalog.items().size()),
                    1,
                    random.nextFloat());
        }
        features.build(query(user), candidates);
        candidates.rank();
        return candidates;
    }
}
