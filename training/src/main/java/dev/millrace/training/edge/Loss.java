package dev.millrace.training.edge;

import dev.millrace.training.evaluate.Bootstrap;
import dev.millrace.training.evaluate.Interval;

/**
 * What some answers lose against others to the same requests. Immutable.
 *
 * @param overlap mean share of the server's ten best that are among the device's
 * @param serverNdcg NDCG@10 of the server
 * @param deviceNdcg NDCG@10 of the device
 * @param lost the share of the server's NDCG@10 that is lost, negative where the device happens to do better, over
 *     paired resamples of the requests
 * @param requests how many requests were compared
 */
public record Loss(double overlap, double serverNdcg, double deviceNdcg, Interval lost, int requests) {
    private static final long SEED = 7;

    static Loss of(Answers server, double[] serverNdcg, Answers device, double[] deviceNdcg) {
        Bootstrap bootstrap = paired(deviceNdcg, serverNdcg);
        Interval kept = bootstrap.share(0, 1);
        return new Loss(
                device.overlap(server),
                bootstrap.mean(1).value(),
                bootstrap.mean(0).value(),
                new Interval(1 - kept.value(), 1 - kept.high(), 1 - kept.low()),
                serverNdcg.length);
    }

    /** Returns how much more NDCG@10 some answers reach than others to the same requests. */
    static Interval gain(double[] ndcg, double[] otherNdcg) {
        return paired(ndcg, otherNdcg).difference(0, 1);
    }

    private static Bootstrap paired(double[] ndcg, double[] otherNdcg) {
        return Bootstrap.of(new double[][] {ndcg, otherNdcg}, Bootstrap.RESAMPLES, SEED);
    }

    /** Returns the share of the server's NDCG@10 that is lost. */
    double relative() {
        return lost.value();
    }
}
