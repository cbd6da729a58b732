package dev.millrace.training.evaluate;

/** What rankings cost: processor time, items scored and floating-point operations. Mutable, owned by one thread. */
public final class Compute {
    private long users;
    private long cpuNanos;
    private double items;
    private double operations;

    /**
     * Notes a scoring.
     *
     * @param scored how many items got a score
     * @param operationsAnItem floating-point operations for each, an estimate; a multiplication and an addition are two
     */
    public void scored(long scored, double operationsAnItem) {
        items += scored;
        operations += scored * operationsAnItem;
    }

    void ranked(long nanos) {
        users++;
        cpuNanos += nanos;
    }

    void add(Compute other) {
        users += other.users;
        cpuNanos += other.cpuNanos;
        items += other.items;
        operations += other.operations;
    }

    /** Returns the mean processor time a user, in microseconds. */
    public double cpuMicros() {
        return users == 0 ? 0 : cpuNanos / 1e3 / users;
    }

    /** Returns the mean number of items scored a user, 0 where the system did not say. */
    public double items() {
        return users == 0 ? 0 : items / users;
    }

    /** Returns the mean number of floating-point operations a user, 0 where the system did not say. */
    public double operations() {
        return users == 0 ? 0 : operations / users;
    }
}
