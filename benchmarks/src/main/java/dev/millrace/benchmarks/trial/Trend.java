package dev.millrace.benchmarks.trial;

/** Least-squares lines. Stateless. */
final class Trend {
    private Trend() {}

    /** Returns the slope of the line through the points, 0 where they do not say one. */
    static double slope(double[] xs, double[] ys) {
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < xs.length; i++) {
            meanX += xs[i] / xs.length;
            meanY += ys[i] / xs.length;
        }
        double above = 0;
        double below = 0;
        for (int i = 0; i < xs.length; i++) {
            above += (xs[i] - meanX) * (ys[i] - meanY);
            below += (xs[i] - meanX) * (xs[i] - meanX);
        }
        return below == 0 ? 0 : above / below;
    }
}
