package dev.millrace.training.edge;

import java.util.Arrays;

/**
 * What a bundle loses against what the release's cascade says of the same items. Immutable.
 *
 * @param overlap mean share of the server's ten best that are among the device's
 * @param serverNdcg NDCG@10 of the server
 * @param deviceNdcg NDCG@10 of the device
 * @param requests how many requests were compared
 */
public record Loss(double overlap, double serverNdcg, double deviceNdcg, int requests) {
    static Loss of(Answers server, double[] serverNdcg, Answers device, double[] deviceNdcg) {
        return new Loss(
                device.overlap(server),
                Arrays.stream(serverNdcg).average().orElse(0),
                Arrays.stream(deviceNdcg).average().orElse(0),
                serverNdcg.length);
    }

    /** Returns the share of the server's NDCG@10 that is lost; negative where the device happens to do better. */
    double relative() {
        return serverNdcg == 0 ? 0 : 1 - deviceNdcg / serverNdcg;
    }
}
