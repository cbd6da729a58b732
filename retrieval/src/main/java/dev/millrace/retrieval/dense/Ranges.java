package dev.millrace.retrieval.dense;

import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/** Splits work over numbers in a row among threads of its own. */
final class Ranges {
    private static final int LENGTH = 1024;

    private Ranges() {}

    /** Work on the numbers from {@code from}, below {@code to}. */
    @FunctionalInterface
    interface Work {
        void on(int from, int to);
    }

    /**
     * Works on the numbers below {@code count}, in ranges of at most {@value #LENGTH}, and returns when all is done.
     */
    static void each(int count, int threads, Work work) {
        IntStream ranges = IntStream.range(0, (count + LENGTH - 1) / LENGTH);
        if (threads == 1) {
            ranges.forEach(range -> work.on(range * LENGTH, Math.min(count, (range + 1) * LENGTH)));
            return;
        }
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
            pool.submit(() -> ranges.parallel()
                            .forEach(range -> work.on(range * LENGTH, Math.min(count, (range + 1) * LENGTH))))
                    .join();
        }
    }
}
