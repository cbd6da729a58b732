package dev.millrace.training.rerank;

import dev.millrace.cascade.candidate.Candidates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ranking lessons: for each query the features of some candidates that the retriever really produced, and which of them
 * the user took. Holds what it was given in flat arrays, one set a query, up to a bound of bytes.
 *
 * <p>What the features were computed from must not know the answers: vectors, similar items and statistics learned from
 * events that include the one to be predicted would teach the re-ranker to trust them far too much. Learn them from
 * events before a cut and collect queries from after it; see ADR 0060.
 *
 * <p>One thread at a time while it collects; safe to share once nobody adds any more.
 */
public final class RerankExamples {
    private final List<String> names;
    private final Sampling sampling;
    private final long maxBytes;
    private final SplittableRandom random;
    private final List<Group> groups = new ArrayList<>();
    private long bytes;

    /**
     * Which negatives of a query are kept. Immutable.
     *
     * @param hard the best by retrieval score
     * @param random drawn evenly from the others; each stands for those that were not drawn
     */
    public record Sampling(int hard, int random) {
        /** A query costs about as much to learn from as a hundred rows. */
        public static final Sampling TRAINING = new Sampling(40, 60);

        /** Enough to tell ranks near the top; the drawn ones stand for all below. */
        public static final Sampling VALIDATION = new Sampling(100, 100);

        /** Every candidate, so that a rank is the rank that serving would give. */
        public static final Sampling EVERYTHING = new Sampling(Integer.MAX_VALUE, 0);

        /** Checks the ranges. */
        public Sampling {
            if (hard < 0 || random < 0 || hard + (long) random == 0) {
                throw new IllegalArgumentException(
                        "sampling: " + hard + ", " + random + " (expected: >= 0, not both 0)");
            }
        }
    }

    /** Tells which candidates were taken. */
    public interface Gain {
        /** Returns how much taking {@code item} is worth, 0 when it was not taken. */
        float of(int item);
    }

    /**
     * Creates an empty collection.
     *
     * @param names the features, in column order
     * @param sampling which negatives to keep
     * @param maxBytes how much to hold at most
     * @param seed of the sampling
     */
    public RerankExamples(List<String> names, Sampling sampling, long maxBytes, long seed) {
        this.names = List.copyOf(names);
        this.sampling = sampling;
        this.maxBytes = maxBytes;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Adds a query, unless there is no room left or none of its candidates was taken.
     *
     * @param candidates of one query, with their features built
     * @param gain which were taken
     * @param targets how many items there were to find, found or not, &gt; 0
     * @return whether it was added
     */
    public boolean add(Candidates candidates, Gain gain, int targets) {
        if (candidates.featureWidth() != names.size()) {
            throw new IllegalArgumentException(
                    "features: " + candidates.featureWidth() + " (expected: " + names.size() + ")");
        }
        int[] ranked = candidates.rank();
        int[] rows = new int[candidates.size()];
        int positives = 0;
        for (int i = 0; i < rows.length; i++) {
            if (gain.of(candidates.ordinal(ranked[i])) > 0) {
                rows[positives++] = ranked[i];
            }
        }
        if (positives == 0 || full()) {
            return false;
        }
        int size = positives;
        for (int i = 0; i < candidates.size(); i++) {
            if (gain.of(candidates.ordinal(ranked[i])) <= 0) {
                rows[size++] = ranked[i];
            }
        }
        int hard = (int) Math.min(size, (long) positives + sampling.hard());
        int drawn = Math.min(size - hard, sampling.random());
        for (int i = 0; i < drawn; i++) {
            int other = hard + i + random.nextInt(size - hard - i);
            int row = rows[other];
            rows[other] = rows[hard + i];
            rows[hard + i] = row;
        }
        float logWeight = drawn == 0 ? 0 : (float) Math.log((double) (size - hard) / drawn);
        Group group = new Group(candidates, Arrays.copyOf(rows, hard + drawn), gain, hard, logWeight, targets);
        groups.add(group);
        bytes += group.bytes();
        return true;
    }

    /** Returns whether no further query has room. */
    public boolean full() {
        return bytes >= maxBytes;
    }

    /** Returns the names of the features, in column order. */
    public List<String> names() {
        return names;
    }

    /** Returns the number of queries. */
    public int size() {
        return groups.size();
    }

    /** Returns the number of rows of all queries. */
    public long rows() {
        return groups.stream().mapToLong(group -> group.size).sum();
    }

    /** Returns the item of every row of a query; read only. */
    public int[] items(int query) {
        return group(query).items;
    }

    /** Returns the features of every row of a query, {@code [rows x features]} row-major; read only. */
    public float[] features(int query) {
        return group(query).features;
    }

    /** Returns what taking each row of a query was worth, 0 where it was not taken; read only. */
    public float[] gains(int query) {
        return group(query).gains;
    }

    /** Returns for each row of a query the logarithm of how many candidates it stands for; read only. */
    public float[] logWeights(int query) {
        return group(query).logWeights;
    }

    /**
     * Returns the NDCG@10 of a query under some scores.
     *
     * @param scores one a row
     */
    public double ndcg(int query, float[] scores) {
        return RankQuality.ndcg(group(query), scores);
    }

    /** Returns the NDCG@10 of a query in the order of retrieval. */
    public double retrievalNdcg(int query) {
        return RankQuality.ndcg(group(query), group(query).retrieval);
    }

    /**
     * Returns the same queries with further features.
     *
     * @param more names of the features to add
     * @param columns for every query their values, {@code [rows x more]} row-major, NaN where missing
     */
    public RerankExamples with(List<String> more, List<float[]> columns) {
        if (columns.size() != size()) {
            throw new IllegalArgumentException("columns: " + columns.size() + " (expected: " + size() + ")");
        }
        List<String> all = new ArrayList<>(names);
        all.addAll(more);
        RerankExamples extended = new RerankExamples(all, sampling, maxBytes, 0);
        for (int query = 0; query < size(); query++) {
            Group group = new Group(group(query), columns.get(query), more.size());
            extended.groups.add(group);
            extended.bytes += group.bytes();
        }
        return extended;
    }

    Group group(int query) {
        return groups.get(query);
    }

    /** The rows of one query: [size x width] features, row-major, and per row gain, retrieval score and log weight. */
    static final class Group {
        final int size;
        final int targets;
        final int[] items;
        final float[] features;
        final float[] gains;
        final float[] retrieval;
        final float[] logWeights;

        private Group(Candidates candidates, int[] rows, Gain gain, int hard, float logWeight, int targets) {
            int width = candidates.featureWidth();
            this.size = rows.length;
            this.targets = targets;
            items = new int[size];
            features = new float[size * width];
            gains = new float[size];
            retrieval = new float[size];
            logWeights = new float[size];
            for (int i = 0; i < size; i++) {
                items[i] = candidates.ordinal(rows[i]);
                System.arraycopy(candidates.features(), rows[i] * width, features, i * width, width);
                gains[i] = Math.max(0, gain.of(items[i]));
                retrieval[i] = candidates.retrievalScore(rows[i]);
                logWeights[i] = i < hard ? 0 : logWeight;
            }
        }

        /** The same rows with {@code more} further features each. */
        private Group(Group group, float[] columns, int more) {
            size = group.size;
            targets = group.targets;
            items = group.items;
            gains = group.gains;
            retrieval = group.retrieval;
            logWeights = group.logWeights;
            int width = group.features.length / size;
            features = new float[size * (width + more)];
            for (int i = 0; i < size; i++) {
                System.arraycopy(group.features, i * width, features, i * (width + more), width);
                System.arraycopy(columns, i * more, features, i * (width + more) + width, more);
            }
        }

        private long bytes() {
            return 4L * (features.length + 4L * size) + 128;
        }
    }
}
