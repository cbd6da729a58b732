package dev.millrace.cascade.feature;

import dev.millrace.cascade.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The one description of item attributes and event types. Immutable and thread-safe.
 *
 * @param fields the item attributes, in column order
 * @param eventTypes the kinds of events, in the order of their codes; at most 127
 */
public record Schema(List<Field> fields, List<EventType> eventTypes) {
    /** Checks that names and roles are unique and that there is at least one event type. */
    public Schema {
        fields = List.copyOf(fields);
        eventTypes = List.copyOf(eventTypes);
        Set<String> names = new HashSet<>();
        Set<Field.Role> roles = new HashSet<>();
        for (Field field : fields) {
            if (!names.add(field.name())) {
                throw new IllegalArgumentException("field " + field.name() + ": declared twice");
            }
            if (field.role() != Field.Role.NONE && !roles.add(field.role())) {
                throw new IllegalArgumentException("field " + field.name() + ": second field of role " + field.role());
            }
        }
        Set<String> types = new HashSet<>();
        for (EventType type : eventTypes) {
            if (!types.add(type.name())) {
                throw new IllegalArgumentException("event type " + type.name() + ": declared twice");
            }
        }
        if (eventTypes.isEmpty() || eventTypes.size() > 127) {
            throw new IllegalArgumentException("event types: " + eventTypes.size() + " (expected: 1 to 127)");
        }
    }

    /** Returns the field of that name. */
    public Optional<Field> field(String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** Returns the field of that role; {@code NONE} has no one field. */
    public Optional<Field> field(Field.Role role) {
        for (Field field : fields) {
            if (role != Field.Role.NONE && field.role() == role) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** Returns the code of the event type of that name, or -1 when it is not declared. */
    public int eventType(String name) {
        for (int code = 0; code < eventTypes.size(); code++) {
            if (eventTypes.get(code).name().equals(name)) {
                return code;
            }
        }
        return -1;
    }

    /** Returns this schema as the document {@code schema.json} of a release. */
    public JsonObject toJson() {
        List<Object> fieldList = new ArrayList<>();
        for (Field field : fields) {
            fieldList.add(new JsonObject()
                    .put("name", field.name())
                    .put("type", lower(field.type()))
                    .put("role", lower(field.role())));
        }
        List<Object> typeList = new ArrayList<>();
        for (EventType type : eventTypes) {
            typeList.add(new JsonObject().put("name", type.name()).put("weight", type.weight()));
        }
        return new JsonObject().put("fields", fieldList).put("eventTypes", typeList);
    }

    /** Reads {@link #toJson()} back; throws an exception that names the member when it does not fit. */
    public static Schema fromJson(JsonObject json) {
        List<Field> fields = new ArrayList<>();
        for (JsonObject field : json.objects("fields")) {
            fields.add(new Field(
                    field.string("name"),
                    Field.Type.valueOf(field.string("type").toUpperCase(Locale.ROOT)),
                    Field.Role.valueOf(field.string("role").toUpperCase(Locale.ROOT))));
        }
        List<EventType> types = new ArrayList<>();
        for (JsonObject type : json.objects("eventTypes")) {
            types.add(new EventType(type.string("name"), (float) type.number("weight")));
        }
        return new Schema(fields, types);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
