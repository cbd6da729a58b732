package dev.millrace.training.sequence;

/** Says that an encoder's numbers are not finite any more, and more passes do not mend them. */
final class DivergedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DivergedException(String message) {
        super(message);
    }
}
