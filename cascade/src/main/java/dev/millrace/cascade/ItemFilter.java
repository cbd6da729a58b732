package dev.millrace.cascade;

import dev.millrace.cascade.candidate.ItemSet;

/** Turns a filter expression into the set of items it matches. Implementations are thread-safe. */
public interface ItemFilter extends AutoCloseable {
    /**
     * Returns the items that match; the set is shared and must not be changed.
     *
     * @throws InvalidFilterException when the expression is not understood; its message says which part
     */
    ItemSet matching(String expression);

    @Override
    void close();

    /** A filter expression that is not understood: the caller's error. */
    final class InvalidFilterException extends InvalidRequestException {
        private static final long serialVersionUID = 1L;

        /** Creates the exception; the message names the part and what is allowed. */
        public InvalidFilterException(String message) {
            super(message);
        }
    }
}
