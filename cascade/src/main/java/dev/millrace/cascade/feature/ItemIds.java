package dev.millrace.cascade.feature;

/** External ids of items by ordinal, and back. Implementations are immutable and thread-safe. */
public interface ItemIds {
    /** Returns the number of items. */
    int size();

    /** Returns the external id of an item. */
    String id(int item);

    /** Returns the ordinal of an external id, or -1 when there is no such item. */
    int ordinal(String id);
}
