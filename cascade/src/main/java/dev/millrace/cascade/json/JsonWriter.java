package dev.millrace.cascade.json;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a {@link JsonObject} with two-space indentation, members in their order, so that equal objects give equal
 * bytes.
 */
final class JsonWriter {
    private final StringBuilder out = new StringBuilder();

    private JsonWriter() {}

    static String write(JsonObject object) {
        JsonWriter writer = new JsonWriter();
        writer.value(object, 0);
        return writer.out.append('\n').toString();
    }

    private void value(Object value, int depth) {
        if (value instanceof JsonObject object) {
            object(object, depth);
        } else if (value instanceof List<?> list) {
            list(list, depth);
        } else if (value instanceof String string) {
            string(string);
        } else if (value instanceof Double number) {
            number(number);
        } else if (value instanceof Boolean) {
            out.append(value);
        } else {
            throw new IllegalArgumentException(
                    "value: " + value.getClass().getName() + " (expected: a type that JSON knows)");
        }
    }

    private void object(JsonObject object, int depth) {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, Object> member : object.members().entrySet()) {
            out.append(separator);
            newLine(depth + 1);
            string(member.getKey());
            out.append(": ");
            value(member.getValue(), depth + 1);
            separator = ",";
        }
        if (!separator.isEmpty()) {
            newLine(depth);
        }
        out.append('}');
    }

    private void list(List<?> list, int depth) {
        boolean flat = list.stream().noneMatch(JsonObject.class::isInstance);
        out.append('[');
        String separator = "";
        for (Object element : list) {
            out.append(separator);
            if (!flat) {
                newLine(depth + 1);
            }
            value(element instanceof Number number ? (Object) number.doubleValue() : element, depth + 1);
            separator = flat ? ", " : ",";
        }
        if (!flat) {
            newLine(depth);
        }
        out.append(']');
    }

    private void number(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new IllegalArgumentException("number: " + number + " (expected: finite)");
        }
        if (number == Math.rint(number) && Math.abs(number) < 1e15 && !isNegativeZero(number)) {
            out.append((long) number);
        } else {
            out.append(number);
        }
    }

    private static boolean isNegativeZero(double number) {
        return number == 0 && 1 / number < 0;
    }

    private void string(String string) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || Character.isSurrogate(c)) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private void newLine(int depth) {
        out.append('\n');
        for (int i = 0; i < depth; i++) {
            out.append("  ");
        }
    }
}
