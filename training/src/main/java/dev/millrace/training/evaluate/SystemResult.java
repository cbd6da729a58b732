package dev.millrace.training.evaluate;

import java.util.BitSet;

/** What was measured of one system. Filled by several threads, each its own users; then read only. */
final class SystemResult {
    /** How many places of every ranking count for the coverage of the catalogue. */
    static final int COVERAGE_DEPTH = 20;

    private final double[][] values;
    private final BitSet shown = new BitSet();
    private final Compute compute = new Compute();
    private final int itemCount;

    SystemResult(int users, int itemCount) {
        this.values = new double[Metric.STANDARD.size()][users];
        this.itemCount = itemCount;
    }

    void measure(int user, TestUser testUser, int[] ranked, int size) {
        for (int m = 0; m < values.length; m++) {
            values[m][user] = Metric.STANDARD.get(m).of(testUser, ranked, size);
        }
    }

    void add(Compute spent, BitSet items) {
        compute.add(spent);
        shown.or(items);
    }

    /** Returns [metrics][users] in the order of {@link Metric#STANDARD}. */
    double[][] values() {
        return values;
    }

    /** Returns the share of the catalogue that is among the first {@value #COVERAGE_DEPTH} of anybody's ranking. */
    double coverage() {
        return itemCount == 0 ? 0 : (double) shown.cardinality() / itemCount;
    }

    Compute compute() {
        return compute;
    }
}
