package dev.millrace.benchmarks;

import dev.millrace.benchmarks.release.BenchmarkRelease;
import dev.millrace.benchmarks.release.OpenShop;
import dev.millrace.benchmarks.release.ReleaseShape;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** Opens what benchmarks of a whole request ask. Stateless. */
final class BenchmarkShop {
    private BenchmarkShop() {}

    /**
     * Opens a release of the reference design to be asked with widths such as {@code 1000-200-50}, retrieved, given to
     * the fine ranker and preferred by the policy, or with {@value ScoreEverything#NAME} without a cascade.
     */
    static OpenShop open(int items, int dimension, String widths) throws IOException {
        boolean everything = widths.equals(ScoreEverything.NAME);
        String[] three = (everything ? items + "-" + items + "-50" : widths).split("-", -1);
        return OpenShop.open(
                BenchmarkRelease.of(ReleaseShape.reference(items, dimension)),
                "millrace.server.widths { retrieve = " + three[0] + ", rerank = " + three[1] + ", fine = " + three[2]
                        + " }",
                everything ? ScoreEverything::around : UnaryOperator.identity());
    }
}
