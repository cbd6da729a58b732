package dev.millrace.cascade;

import java.util.List;
import java.util.Map;

/**
 * The answer to a {@link Request}. Immutable.
 *
 * @param release the version of the one release that answered
 * @param tookNanos time from the start of the deadline to the answer
 * @param items best first
 * @param coverage what happened on the way
 * @param unknownItemIds items of a rank request that the release does not have
 */
public record Response(
        String release, long tookNanos, List<Item> items, Coverage coverage, List<String> unknownItemIds) {
    /** Copies the lists. */
    public Response {
        items = List.copyOf(items);
        unknownItemIds = List.copyOf(unknownItemIds);
    }

    /**
     * One recommended item. Immutable.
     *
     * @param ordinal the item within the release
     * @param itemId its external id
     * @param score given by the stage {@code scoredBy} names; comparable within one answer and one stage only
     * @param scoredBy {@code retrieve}, {@code rerank} or {@code fine}
     * @param sources labels of the sources that proposed it
     * @param reasons why it is there, empty unless asked for
     * @param features feature values by name, empty unless asked for; missing features are left out
     */
    public record Item(
            int ordinal,
            String itemId,
            float score,
            String scoredBy,
            List<String> sources,
            List<String> reasons,
            Map<String, Float> features) {
        /** Copies the collections. */
        public Item {
            sources = List.copyOf(sources);
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * What happened on the way to the answer. Immutable.
     *
     * @param degraded whether a stage was narrowed, skipped, ended when the time was up, or failed
     * @param reasons why it was, and why the list is shorter than asked for when it is
     * @param stages the stages in order
     */
    public record Coverage(boolean degraded, List<String> reasons, List<Stage> stages) {
        /** Copies the lists. */
        public Coverage {
            reasons = List.copyOf(reasons);
            stages = List.copyOf(stages);
        }
    }

    /**
     * One stage of one request. Immutable.
     *
     * @param name {@code retrieve}, {@code features}, {@code rerank}, {@code fine} or {@code policy}
     * @param in items it was given
     * @param out items it handed on
     * @param nanos time it took
     * @param strategy how the vector index was searched, empty but for {@code retrieve}
     * @param selectivity share of items eligible, NaN but for {@code retrieve}
     * @param visited vectors or codes that the search looked at, 0 but for {@code retrieve}
     * @param outcome what became of it
     */
    public record Stage(
            String name,
            int in,
            int out,
            long nanos,
            String strategy,
            double selectivity,
            int visited,
            Outcome outcome) {}

    /** What became of a stage; all but the first two degrade the answer. */
    public enum Outcome {
        /** It did all there was to do. */
        FULL("full"),
        /** It had nothing to say for this request. */
        PASSED("passed"),
        /** It was given, or got through, fewer candidates than the cascade is wide. */
        NARROWED("narrowed"),
        /** It was not begun, for want of time or because an earlier run of it is stuck. */
        SKIPPED("skipped"),
        /** It threw, or gave nothing that can be used. */
        FAILED("failed"),
        /** It was ended, or left behind, when the time was up. */
        OVERSTAYED("overstayed");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        /** Returns the name used in answers. */
        public String label() {
            return label;
        }
    }
}
