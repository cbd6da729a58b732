package dev.millrace.training.edge;

import dev.millrace.cascade.Ranker;
import dev.millrace.training.evaluate.OpenRelease;
import java.util.Arrays;
import java.util.List;

/**
 * Compares bundles of some items with the release, by the same requests. Immutable.
 *
 * <p>There are three yardsticks. The <em>server</em> answers from the whole catalogue and the whole history: what is
 * missing against it is the price of everything together. The <em>restricted server</em> is asked for items of the
 * slice alone and knows of the history what the device knows: what it misses is the price of the slice. The <em>server
 * alike</em> has besides only the stages that the bundle has: what it misses is the price of a fine ranker left out,
 * and what is missing against it is the price of coding.
 */
final class Comparison {
    private final List<Asked> requests;
    private final Answers server;
    private final double[] serverNdcg;
    private final Answers restricted;
    private final double[] restrictedNdcg;
    private final Answers alike;
    private final double[] alikeNdcg;

    private Comparison(List<Asked> requests, Answers server, Answers restricted, Answers alike) {
        this.requests = requests;
        this.server = server;
        this.serverNdcg = server.ndcg(requests);
        this.restricted = restricted;
        this.restrictedNdcg = restricted.ndcg(requests);
        this.alike = alike;
        this.alikeNdcg = alike.ndcg(requests);
    }

    /** Asks the server about the chosen items. */
    static Comparison with(OpenRelease open, int[] chosen, List<Asked> requests) {
        return with(open, chosen, requests, Answers.of(open.cascade(), requests));
    }

    /** Takes what the server said before. */
    static Comparison with(OpenRelease open, int[] chosen, List<Asked> requests, Answers server) {
        boolean everything = chosen.length == open.catalog().items().size();
        Answers restricted = everything
                ? server
                : ask(RestrictedServer.of(open, chosen, open.stages().fineRanker()), requests);
        return new Comparison(requests, server, restricted, restricted);
    }

    /** Returns the comparison for bundles without a fine ranker. */
    Comparison withoutFineRanker(OpenRelease open, int[] chosen) {
        Answers without = ask(RestrictedServer.of(open, chosen, Ranker.NONE), requests);
        return new Comparison(requests, server, restricted, without);
    }

    private static Answers ask(RestrictedServer server, List<Asked> requests) {
        return Answers.of(server.cascade(), requests, server::knows, true);
    }

    /** Returns what a slice of as many of the most popular items would cost, without coding. */
    PopularSlice popularSlice(OpenRelease open, int count) {
        int[] popular = Arrays.copyOf(open.catalog().statistics().byPopularity(), count);
        Comparison other = with(open, popular, requests, server);
        return new PopularSlice(other.ofSlice(), Loss.gain(restrictedNdcg, other.restrictedNdcg));
    }

    /** Returns whether the server alike finds anything, so that coding can cost something. */
    boolean measures() {
        return Arrays.stream(alikeNdcg).anyMatch(ndcg -> ndcg > 0);
    }

    /** Asks a device and returns its answers. */
    Answers ask(DeviceCascade device) {
        return Answers.of(device.cascade(), requests);
    }

    /** Returns what coding costs a device that gave these answers. */
    Loss ofCoding(Answers device) {
        return Loss.of(alike, alikeNdcg, device, device.ndcg(requests));
    }

    /** Returns what the stages cost that the bundle lacks. */
    Loss ofStages() {
        return Loss.of(restricted, restrictedNdcg, alike, alikeNdcg);
    }

    /** Returns what slice, stages and coding cost together. */
    Loss ofAll(Answers device) {
        return Loss.of(server, serverNdcg, device, device.ndcg(requests));
    }

    /** Returns what the slice alone costs. */
    Loss ofSlice() {
        return Loss.of(server, serverNdcg, restricted, restrictedNdcg);
    }
}
