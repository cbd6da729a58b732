package dev.millrace.cascade.candidate;

import java.util.ArrayList;
import java.util.List;

/** Where a candidate came from. A candidate has a set of sources, kept as a bit mask of {@link #bit()}. */
public enum Source {
    /** Near the user's vector. */
    USER("user"),
    /** Similar to, or often following, one of the user's latest items. */
    SIMILAR("similar"),
    /** An item of the user's own history, where seen items may return. */
    REPEAT("repeat"),
    /** Popular lately. */
    POPULAR("popular"),
    /** New in the catalogue. */
    NEW("new"),
    /** Named by the caller. */
    CALLER("caller"),
    /** Eligible, and taken because fewer candidates than wanted were found otherwise. */
    FILL("fill");

    private static final Source[] VALUES = values();

    /** By mask. */
    private static final List<List<String>> LABELS = everyLabels();

    private final String label;

    Source(String label) {
        this.label = label;
    }

    /** Returns the name used in answers. */
    public String label() {
        return label;
    }

    /** Returns this source as one bit of a mask. */
    public int bit() {
        return 1 << ordinal();
    }

    /** Returns the labels of all sources in {@code mask}, in declaration order; immutable. */
    public static List<String> labels(int mask) {
        return LABELS.get(mask & (LABELS.size() - 1));
    }

    private static List<List<String>> everyLabels() {
        List<List<String>> all = new ArrayList<>();
        for (int mask = 0; mask < 1 << VALUES.length; mask++) {
            List<String> labels = new ArrayList<>();
            for (Source source : VALUES) {
                if ((mask & source.bit()) != 0) {
                    labels.add(source.label);
                }
            }
            all.add(List.copyOf(labels));
        }
        return List.copyOf(all);
    }
}
