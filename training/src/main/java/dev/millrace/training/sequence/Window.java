package dev.millrace.training.sequence;

/**
 * A run of consecutive events of one user.
 *
 * @param start first event
 * @param end one past the last event
 */
record Window(int start, int end) {
    int length() {
        return end - start;
    }
}
