package dev.millrace.cascade.feature;

/**
 * The terms of every item of one field, keywords or the words of a text, and how much each says: the logarithm of one
 * item in how many has it. The distinct terms of item {@code i} are at positions {@code begin(i) .. end(i) - 1}.
 * Implementations are immutable and thread-safe.
 */
public interface Terms {
    /**
     * Returns how much a term says that {@code items} of {@code size} items have. At least a little: where every item
     * has the term, the share of the history still is one.
     */
    static float information(int items, int size) {
        return (float) Math.log(1.05 + (double) size / (1 + items));
    }

    /** Returns the number of items. */
    int size();

    /** Returns the number of distinct terms; a code is below it. */
    int distinct();

    /** Returns where the terms of {@code item} begin. */
    int begin(int item);

    /** Returns where the terms of {@code item} end, exclusive. */
    int end(int item);

    /** Returns the code of the term at position {@code at}. */
    int code(int at);

    /** Returns how much the term of that code says, &gt;= 0; 0 for what is no term and only has a place among them. */
    float information(int code);
}
