package dev.millrace.training.sequence;

/**
 * The candidates that the earlier stages produced for held-out cases, with what those stages said of them.
 *
 * <p>List {@code i} belongs to the {@code i}-th case and holds the rows {@code offsets[i] .. offsets[i + 1] - 1}.
 * Immutable as long as nobody writes to the arrays it was given.
 */
public final class Shortlists {
    private final HeldOut heldOut;
    private final int[] offsets;
    private final int[] candidates;
    private final float[] priors;
    private final int priorCount;
    private final boolean[] relevant;

    /**
     * @param heldOut the cases, one a list
     * @param offsets {@code [lists + 1]}, ascending from 0
     * @param candidates {@code [rows]}, item ordinals
     * @param priors {@code [rows x priorCount]} row-major, NaN where missing
     * @param priorCount numbers a candidate from the earlier stages, &gt; 0
     * @param relevant {@code [rows]}, whether the candidate is one of the items that followed
     */
    public Shortlists(
            HeldOut heldOut, int[] offsets, int[] candidates, float[] priors, int priorCount, boolean[] relevant) {
        if (priorCount < 1 || priors.length != candidates.length * priorCount) {
            throw new IllegalArgumentException("priors: " + priors.length + " values, " + priorCount
                    + " a candidate (expected: " + candidates.length + " candidates, at least 1)");
        }
        if (offsets.length != heldOut.size() + 1 || relevant.length != candidates.length) {
            throw new IllegalArgumentException("lists: " + (offsets.length - 1) + ", relevant: " + relevant.length
                    + " (expected: " + heldOut.size() + ", " + candidates.length + ")");
        }
        this.heldOut = heldOut;
        this.offsets = offsets;
        this.candidates = candidates;
        this.priors = priors;
        this.priorCount = priorCount;
        this.relevant = relevant;
    }

    /** The cases the lists belong to. */
    public HeldOut heldOut() {
        return heldOut;
    }

    /** Number of lists. */
    public int size() {
        return heldOut.size();
    }

    /** First row of list {@code i}. */
    public int start(int i) {
        return offsets[i];
    }

    /** One past the last row of list {@code i}. */
    public int end(int i) {
        return offsets[i + 1];
    }

    /** Item of a row. */
    public int candidate(int row) {
        return candidates[row];
    }

    /** What the earlier stages said of a row, NaN where missing. */
    public float prior(int row, int column) {
        return priors[row * priorCount + column];
    }

    /** Number of columns of {@link #prior}. */
    public int priorCount() {
        return priorCount;
    }

    /** Whether a row is one of the items that followed. */
    public boolean relevant(int row) {
        return relevant[row];
    }

    /** Number of relevant rows of list {@code i}. */
    int relevantCount(int i) {
        int count = 0;
        for (int row = start(i); row < end(i); row++) {
            count += relevant[row] ? 1 : 0;
        }
        return count;
    }
}
