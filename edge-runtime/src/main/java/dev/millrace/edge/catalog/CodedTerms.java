package dev.millrace.edge.catalog;

import dev.millrace.cascade.feature.Terms;
import java.nio.ByteBuffer;

/**
 * Terms that lie in the rows of a column: the position of a value is that of its term, and a table says which term a
 * value is. What a term says is the release's, not that of the slice. Immutable and thread-safe.
 *
 * <p>A value that is no term, or repeats one of its item, is the last term, which says nothing: {@code information} 0.
 */
final class CodedTerms implements Terms {
    private final Rows rows;
    private final Codes values;
    private final Codes termOfValue;
    private final ByteBuffer information;
    private final int distinct;

    private CodedTerms(Rows rows, Codes values, Codes termOfValue, ByteBuffer information, int distinct) {
        this.rows = rows;
        this.values = values;
        this.termOfValue = termOfValue;
        this.information = information;
        this.distinct = distinct;
    }

    static CodedTerms read(PartReader part, Rows rows, Codes values, int dictionary) {
        int distinct = part.count("terms", 0, Integer.MAX_VALUE);
        Codes termOfValue = part.codesBelow("term", dictionary, distinct);
        return new CodedTerms(rows, values, termOfValue, part.slice("information", distinct, Float.BYTES), distinct);
    }

    @Override
    public int size() {
        return rows.items();
    }

    @Override
    public int distinct() {
        return distinct;
    }

    @Override
    public int begin(int item) {
        return rows.begin(item);
    }

    @Override
    public int end(int item) {
        return rows.end(item);
    }

    @Override
    public int code(int at) {
        return termOfValue.get(values.get(at));
    }

    @Override
    public float information(int code) {
        return information.getFloat(Float.BYTES * code);
    }
}
