package dev.millrace.cascade;

import dev.millrace.cascade.candidate.ItemSet;

/** Finds the items that a filter expression matches. Implementations are thread-safe. */
public interface ItemFilter extends AutoCloseable {
    /**
     * Makes {@code into} the set of the items that match.
     *
     * @param into over all items of the release; whatever it holds is replaced, and left undefined by an exception
     * @throws InvalidFilterException when the expression is not understood; its message says which part
     */
    void match(String expression, ItemSet into);

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
