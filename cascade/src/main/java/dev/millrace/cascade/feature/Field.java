package dev.millrace.cascade.feature;

/**
 * One declared item attribute. Immutable.
 *
 * @param name the name in data files, filters and answers: a letter, then letters, digits or underscores
 * @param type what its values are
 * @param role what the models and the demo understand it as
 */
public record Field(String name, Type type, Role role) {
    /** The type of an attribute's values. */
    public enum Type {
        /** Any number of exact strings. */
        KEYWORD,
        /** One number. */
        NUMBER,
        /** One text, searched by its words. */
        TEXT,
        /** One point in time, milliseconds since 1970-01-01T00:00Z. */
        INSTANT
    }

    /** What an attribute means beyond its type. A role is held by at most one field. */
    public enum Role {
        NONE,
        TITLE,
        CATEGORY,
        BRAND,
        PRICE,
        /** When the item entered the catalogue. */
        CREATED
    }

    /** Checks the name, and that type and role fit together. */
    public Field {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "field name: '" + name + "' (expected: a letter, then at most 63 letters, digits or underscores)");
        }
        boolean fits = switch (role) {
            case NONE -> true;
            case TITLE -> type == Type.TEXT;
            case CATEGORY, BRAND -> type == Type.KEYWORD;
            case PRICE -> type == Type.NUMBER;
            case CREATED -> type == Type.INSTANT;
        };
        if (!fits) {
            throw new IllegalArgumentException("field " + name + ": role " + role + " does not fit type " + type);
        }
    }

    /** By hand: the first pattern costs a device that opens a bundle some milliseconds. */
    private static boolean isName(String name) {
        boolean good = !name.isEmpty() && name.length() <= 64 && isLetter(name.charAt(0));
        for (int i = 1; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = isLetter(c) || (c >= '0' && c <= '9') || c == '_';
        }
        return good;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
