package dev.millrace.cascade.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object with typed access that names the member it could not read.
 *
 * <p>Values are {@code String}, {@code Double}, {@code Boolean}, {@code JsonObject} or {@code List} of these; a JSON
 * {@code null} is an absent member. Mutable through {@link #put}, not thread-safe; safe to share once nobody changes it
 * any more.
 */
public final class JsonObject {
    private final Map<String, Object> members = new LinkedHashMap<>();

    /** Sets a member. {@code value} is one of the types of this class, or any {@code Number}. */
    public JsonObject put(String name, Object value) {
        members.put(name, value instanceof Number number ? (Object) number.doubleValue() : value);
        return this;
    }

    /** Returns the names of the members, in order. */
    public Set<String> names() {
        return members.keySet();
    }

    /** Returns whether the member is there. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    Map<String, Object> members() {
        return members;
    }

    /** Returns a string member; throws {@link JsonException} when it is absent or of another type. */
    public String string(String name) {
        return required(name, String.class, "a string");
    }

    /** Returns a string member, or nothing when it is absent. */
    public Optional<String> optionalString(String name) {
        return has(name) ? Optional.of(string(name)) : Optional.empty();
    }

    /** Returns a number member; throws {@link JsonException} when it is absent or of another type. */
    public double number(String name) {
        return required(name, Double.class, "a number");
    }

    /** Returns a number member, or {@code otherwise} when it is absent. */
    public double number(String name, double otherwise) {
        return has(name) ? number(name) : otherwise;
    }

    /** Returns a whole-number member; throws {@link JsonException} unless it is one below 2^53. */
    public long integer(String name) {
        double value = number(name);
        if (value != Math.rint(value) || Math.abs(value) > 9007199254740992.0) {
            throw new JsonException(name + ": " + value + " (expected: a whole number)");
        }
        return (long) value;
    }

    /** Returns a whole-number member that fits an {@code int}. */
    public int int32(String name) {
        long value = integer(name);
        if (value != (int) value) {
            throw new JsonException(name + ": " + value + " (expected: a 32-bit whole number)");
        }
        return (int) value;
    }

    /** Returns a boolean member, or {@code otherwise} when it is absent. */
    public boolean bool(String name, boolean otherwise) {
        return has(name) ? required(name, Boolean.class, "true or false") : otherwise;
    }

    /** Returns an object member; throws {@link JsonException} when it is absent or of another type. */
    public JsonObject object(String name) {
        return required(name, JsonObject.class, "an object");
    }

    /** Returns an array member of strings; an absent one is empty. */
    public List<String> strings(String name) {
        return list(name, String.class, "strings");
    }

    /** Returns an array member of objects; an absent one is empty. */
    public List<JsonObject> objects(String name) {
        return list(name, JsonObject.class, "objects");
    }

    /** Returns an array member of numbers; an absent one is empty. */
    public List<Double> numbers(String name) {
        return list(name, Double.class, "numbers");
    }

    private <T> List<T> list(String name, Class<T> type, String expected) {
        if (!has(name)) {
            return List.of();
        }
        List<T> values = new ArrayList<>();
        for (Object value : required(name, List.class, "an array of " + expected)) {
            if (!type.isInstance(value)) {
                throw new JsonException(name + ": (expected: an array of " + expected + ")");
            }
            values.add(type.cast(value));
        }
        return values;
    }

    private <T> T required(String name, Class<T> type, String expected) {
        Object value = members.get(name);
        if (!type.isInstance(value)) {
            throw new JsonException(
                    name + ": " + (value == null ? "missing" : value) + " (expected: " + expected + ")");
        }
        return type.cast(value);
    }

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }
}
