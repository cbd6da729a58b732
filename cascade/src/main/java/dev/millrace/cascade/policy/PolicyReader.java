package dev.millrace.cascade.policy;

import dev.millrace.cascade.Request.Diversity;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads {@code policy.json}, strictly: an unknown member, a field the schema does not declare or a value of another
 * type is refused with its path. The format is described in {@code docs/policy.md}. One thread, once.
 */
public final class PolicyReader {
    private final Schema schema;

    private PolicyReader(Schema schema) {
        this.schema = schema;
    }

    /**
     * Reads the document.
     *
     * @throws IllegalArgumentException naming the path of the member that does not fit
     */
    public static Rules read(JsonObject json, Schema schema) {
        return new PolicyReader(schema).rules(json);
    }

    /** Returns the document of {@link Rules#DEFAULT}. */
    public static JsonObject defaultDocument() {
        return new JsonObject()
                .put("seen", "exclude")
                .put("diversity", new JsonObject().put("method", "none"))
                .put("rules", new ArrayList<>());
    }

    private Rules rules(JsonObject json) {
        try {
            only(json, "seen", "diversity", "rules");
            Diversity diversity = json.has("diversity") ? diversityIn(json) : Diversity.NONE;
            List<Rule> rules = new ArrayList<>();
            for (JsonObject rule : json.objects("rules")) {
                try {
                    rules.add(rule(rule));
                } catch (JsonException | IllegalArgumentException e) {
                    throw at("rules[" + rules.size() + "]", e);
                }
            }
            return new Rules(seen(json), diversity, rules);
        } catch (JsonException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static boolean seen(JsonObject json) {
        String seen = json.optionalString("seen").orElse("exclude");
        if (!seen.equals("exclude") && !seen.equals("include")) {
            throw new IllegalArgumentException("seen: " + seen + " (expected: exclude or include)");
        }
        return seen.equals("exclude");
    }

    private static Diversity diversityIn(JsonObject json) {
        try {
            return diversity(json.object("diversity"));
        } catch (JsonException | IllegalArgumentException e) {
            throw at("diversity", e);
        }
    }

    private static Diversity diversity(JsonObject json) {
        only(json, "method", "strength");
        String method = json.string("method");
        return switch (method) {
            case "none" -> {
                only(json, "method");
                yield Diversity.NONE;
            }
            case "mmr" -> new Diversity(Diversity.Method.MMR, strength(json.number("strength")));
            default -> throw new IllegalArgumentException("method: " + method + " (expected: none or mmr)");
        };
    }

    private static float strength(double strength) {
        if (!(strength >= 0 && strength <= 1)) {
            throw new IllegalArgumentException("strength: " + strength + " (expected: 0 to 1)");
        }
        return (float) strength;
    }

    private Rule rule(JsonObject json) {
        String type = json.string("type");
        return switch (type) {
            case "exclude" -> {
                only(json, "type", "when");
                yield new Rule.Exclude(condition(json));
            }
            case "boost" -> {
                only(json, "type", "when", "factor");
                yield new Rule.Boost(condition(json), json.number("factor"));
            }
            case "pin" -> {
                only(json, "type", "when", "position");
                yield new Rule.Pin(condition(json), json.int32("position"));
            }
            case "quota" -> {
                only(json, "type", "field", "max");
                Field field = field(json);
                expect(field, Field.Type.KEYWORD);
                yield new Rule.Quota(field.name(), json.int32("max"));
            }
            default ->
                throw new IllegalArgumentException("type: " + type + " (expected: exclude, boost, pin or quota)");
        };
    }

    private Condition condition(JsonObject rule) {
        try {
            return when(rule.object("when"));
        } catch (JsonException | IllegalArgumentException e) {
            throw at("when", e);
        }
    }

    private Condition when(JsonObject json) {
        if (json.has("itemIds")) {
            only(json, "itemIds");
            return new Condition.Ids(notEmpty("itemIds", json.strings("itemIds")));
        }
        if (!json.has("field")) {
            throw new IllegalArgumentException("(expected: a field or itemIds)");
        }
        Field field = field(json);
        return json.has("in") ? any(json, field) : range(json, field);
    }

    private static Condition any(JsonObject json, Field field) {
        only(json, "field", "in");
        return switch (field.type()) {
            case KEYWORD -> new Condition.AnyKeyword(field.name(), notEmpty("in", json.strings("in")));
            case NUMBER -> new Condition.AnyNumber(field.name(), notEmpty("in", json.numbers("in")));
            case TEXT, INSTANT ->
                throw new IllegalArgumentException(
                        "in: field " + field.name() + " is " + field.type() + " (expected: KEYWORD or NUMBER)");
        };
    }

    private static Condition range(JsonObject json, Field field) {
        only(json, "field", "from", "to");
        if (!json.has("from") && !json.has("to")) {
            throw new IllegalArgumentException("(expected: in, from or to beside the field)");
        }
        return switch (field.type()) {
            case NUMBER ->
                new Condition.NumberRange(
                        field.name(),
                        json.number("from", Double.NEGATIVE_INFINITY),
                        json.number("to", Double.POSITIVE_INFINITY));
            case INSTANT ->
                new Condition.InstantRange(
                        field.name(), millis(json, "from", Long.MIN_VALUE), millis(json, "to", Long.MAX_VALUE));
            case KEYWORD, TEXT ->
                throw new IllegalArgumentException("field " + field.name() + " is " + field.type()
                        + ", which has no order (expected: NUMBER or INSTANT for from and to)");
        };
    }

    private static long millis(JsonObject json, String name, long otherwise) {
        if (!json.has(name)) {
            return otherwise;
        }
        String text = json.string(name);
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException(name + ": " + text + " (expected: such as 2026-01-31T00:00:00Z)", e);
        }
    }

    private Field field(JsonObject json) {
        String name = json.string("field");
        List<String> names = new ArrayList<>();
        for (Field field : schema.fields()) {
            if (field.name().equals(name)) {
                return field;
            }
            names.add(field.name());
        }
        throw new IllegalArgumentException("field: " + name + " (expected: one of " + String.join(", ", names) + ")");
    }

    private static void expect(Field field, Field.Type type) {
        if (field.type() != type) {
            throw new IllegalArgumentException(
                    "field: " + field.name() + " is " + field.type() + " (expected: " + type + ")");
        }
    }

    private static <T> List<T> notEmpty(String name, List<T> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(name + ": is empty (expected: at least one value)");
        }
        return values;
    }

    private static void only(JsonObject json, String... members) {
        List<String> known = Arrays.asList(members);
        for (String name : json.names()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        name + ": unknown (expected: one of " + String.join(", ", members) + ")");
            }
        }
    }

    /** Puts {@code path} before what a part complains of. */
    private static IllegalArgumentException at(String path, RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return new IllegalArgumentException(path + (message.startsWith("(") ? ": " : ".") + message, e);
    }
}
