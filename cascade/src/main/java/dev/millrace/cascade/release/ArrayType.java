package dev.millrace.cascade.release;

/** The element types of an {@link ArrayFile}; the ordinal is the code in the file. */
enum ArrayType {
    INT8(1),
    INT32(4),
    INT64(8),
    FLOAT32(4),
    FLOAT64(8),
    STRING(4);

    /** Bytes an element takes at least. */
    final int minBytes;

    ArrayType(int minBytes) {
        this.minBytes = minBytes;
    }
}
