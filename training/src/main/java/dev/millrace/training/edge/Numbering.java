package dev.millrace.training.edge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers 0, 1, 2, ... of distinct values. Immutable. */
final class Numbering<T> {
    private final Map<T, Integer> numbers = new HashMap<>();

    /** Numbers the values in their order. */
    Numbering(List<T> values) {
        for (T value : values) {
            numbers.put(value, numbers.size());
        }
    }

    /** Returns the number of a value that has one. */
    int of(T value) {
        @Nullable Integer number = numbers.get(value);
        if (number == null) {
            throw new IllegalStateException(value + ": was not numbered");
        }
        return number;
    }
}
