package dev.millrace.cascade.filter;

/**
 * How large a filter expression may be. Immutable.
 *
 * @param characters greatest length
 * @param clauses greatest number of terms, phrases and ranges
 * @param depth greatest nesting of groups and NOTs
 */
public record FilterLimits(int characters, int clauses, int depth) {
    /** 2,048 characters, 64 clauses, 16 levels. */
    public static final FilterLimits DEFAULT = new FilterLimits(2_048, 64, 16);

    /** Checks that something is allowed. */
    public FilterLimits {
        if (characters <= 0 || clauses <= 0 || depth <= 0) {
            throw new IllegalArgumentException(
                    "limits: " + characters + ", " + clauses + ", " + depth + " (expected: > 0)");
        }
    }
}
