package dev.millrace.training.neighbours;

/**
 * How pairs of events become similarity. Immutable.
 *
 * @param neighbours the most items a list keeps, &gt; 0
 * @param eventsPerUser the newest events of a user that count, &gt; 0
 * @param window how many events apart two events may be, &gt; 0
 * @param distancePower a pair {@code k} events apart counts {@code k^-distancePower}; 0 counts all alike
 * @param backward what a pair counts against the order of time, in {@code [0, 1]}; 1 is plain co-occurrence
 * @param sourcePower exponent of the popularity of the item whose list it is
 * @param targetPower exponent of the popularity of the item in the list
 * @param userPower an event of a user with {@code n} counted events counts {@code n^-userPower}
 * @param shrinkage added to the source's popularity, so that rare items say less
 */
public record NeighbourConfig(
        int neighbours,
        int eventsPerUser,
        int window,
        double distancePower,
        double backward,
        double sourcePower,
        double targetPower,
        double userPower,
        double shrinkage) {
    /** What goes together in any order: a cosine over the newest events. */
    public static final NeighbourConfig TOGETHER = new NeighbourConfig(64, 100, 100, 0, 1, 0.5, 0.5, 0.5, 2);

    /** What follows what, near events first. */
    public static final NeighbourConfig FOLLOWING = new NeighbourConfig(64, 100, 50, 0.7, 0.4, 0.5, 0.3, 0.3, 2);

    /** Returns a copy with another exponent for the popularity of the item in the list. */
    public NeighbourConfig withTargetPower(double newTargetPower) {
        return new NeighbourConfig(
                neighbours,
                eventsPerUser,
                window,
                distancePower,
                backward,
                sourcePower,
                newTargetPower,
                userPower,
                shrinkage);
    }

    /** Returns a copy with another weight for long histories. */
    public NeighbourConfig withUserPower(double newUserPower) {
        return new NeighbourConfig(
                neighbours,
                eventsPerUser,
                window,
                distancePower,
                backward,
                sourcePower,
                targetPower,
                newUserPower,
                shrinkage);
    }

    /** Checks the ranges. */
    public NeighbourConfig {
        if (neighbours <= 0 || eventsPerUser <= 0 || window <= 0) {
            throw new IllegalArgumentException("neighbours, eventsPerUser, window: " + neighbours + ", " + eventsPerUser
                    + ", " + window + " (expected: > 0)");
        }
        if (!(backward >= 0 && backward <= 1)) {
            throw new IllegalArgumentException("backward: " + backward + " (expected: 0 to 1)");
        }
        if (!(distancePower >= 0 && sourcePower >= 0 && targetPower >= 0 && userPower >= 0 && shrinkage >= 0)) {
            throw new IllegalArgumentException("powers and shrinkage: " + distancePower + ", " + sourcePower + ", "
                    + targetPower + ", " + userPower + ", " + shrinkage + " (expected: >= 0)");
        }
    }
}
