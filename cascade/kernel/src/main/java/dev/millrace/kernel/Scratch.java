package dev.millrace.kernel;

/** The memory that a pass of a {@link Network} works in. Owned by one call at a time; needs no closing. */
public final class Scratch {
    final float[] floats;
    final int[] live;

    Scratch(int floats, int inputs) {
        this.floats = new float[floats];
        this.live = new int[inputs];
    }
}
