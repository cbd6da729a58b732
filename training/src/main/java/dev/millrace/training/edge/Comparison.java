package dev.millrace.training.edge;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.ItemFilter;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.policy.Policy;
import dev.millrace.training.evaluate.OpenRelease;
import java.util.Arrays;
import java.util.List;

/**
 * Compares bundles of some items with the release, by the same requests. Immutable.
 *
 * <p>There are two yardsticks. The <em>server</em> answers from the whole catalogue and the whole history: what is missing
 * against it is the price of the slice and of coding together. The <em>restricted server</em> is asked for items of the slice
 * alone and knows of the history what the device knows: what is missing against it is the price of coding.
 */
final class Comparison {
    private final List<Asked> requests;
    private final Answers server;
    private final double[] serverNdcg;
    private final Answers restricted;
    private final double[] restrictedNdcg;

    private Comparison(List<Asked> requests, Answers server, Answers restricted) {
        this.requests = requests;
        this.server = server;
        this.serverNdcg = server.ndcg(requests);
        this.restricted = restricted;
        this.restrictedNdcg = restricted.ndcg(requests);
    }

    /** Asks the server about the chosen items. */
    static Comparison with(OpenRelease open, int[] chosen, List<Asked> requests) {
        Answers server = Answers.of(open.cascade(), requests);
        return with(open, chosen, requests, server);
    }

    /** Takes what the server said before. */
    static Comparison with(OpenRelease open, int[] chosen, List<Asked> requests, Answers server) {
        ItemTable items = open.catalog().items();
        if (chosen.length == items.size()) {
            return new Comparison(requests, server, server);
        }
        ItemSet slice = new ItemSet(items.size());
        for (int item : chosen) {
            slice.add(item);
        }
        Cascade.Stages stages = open.stages();
        Cascade cascade = new Cascade(
                open.release().version(),
                open.catalog(),
                new Cascade.Stages(
                        new Slice(slice),
                        stages.userVectors(),
                        stages.retriever(),
                        stages.features(),
                        stages.reranker(),
                        stages.fineRanker(),
                        Policy.NONE),
                Cascade.Widths.DEFAULT,
                open.histories());
        // Not closed: its stages are the release's.
        Answers restricted = Answers.of(cascade, requests, id -> slice.contains(items.ordinal(id)), true);
        return new Comparison(requests, server, restricted);
    }

    private record Slice(ItemSet items) implements ItemFilter {
        @Override
        public ItemSet matching(String expression) {
            return items;
        }

        @Override
        public void close() {}
    }

    /** Returns what a slice of as many of the most popular items would cost, without coding. */
    Loss ofPopularSlice(OpenRelease open, int count) {
        int[] popular = Arrays.copyOf(open.catalog().statistics().byPopularity(), count);
        return with(open, popular, requests, server).ofSlice();
    }

    /** Asks a device and returns its answers. */
    Answers ask(DeviceCascade device) {
        return Answers.of(device.cascade(), requests);
    }

    /** Returns what coding costs a device that gave these answers. */
    Loss ofCoding(Answers device) {
        return Loss.of(restricted, restrictedNdcg, device, device.ndcg(requests));
    }

    /** Returns what slice and coding cost together. */
    Loss ofAll(Answers device) {
        return Loss.of(server, serverNdcg, device, device.ndcg(requests));
    }

    /** Returns what the slice alone costs. */
    Loss ofSlice() {
        return Loss.of(server, serverNdcg, restricted, restrictedNdcg);
    }
}
