package dev.millrace.datasets;

import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.Field.Role;
import dev.millrace.datasets.RejectedRow.Reason;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Decides what the attribute columns of an item table are, from their names and a sample of their values.
 *
 * <p>A header may say it: {@code size:keyword}, {@code listed:instant}. Otherwise the name gives the role (title,
 * category, brand, price, created) and with it the type; of the rest, a column whose values are numbers, none with a
 * zero in front, is a number, whose values are ISO-8601 is an instant, whose values are mostly different and have
 * several words each is a text, and any other is a keyword. One value in a hundred may be wrong: it will be rejected,
 * not change the type. An attribute that an earlier file has keeps its type once a header or a value has said it; a
 * header or a file that then says another is refused.
 */
final class AttributeTypes {
    private static final List<List<String>> TITLES = List.of(
            List.of("title", "name", "itemname", "producttitle", "productname", "prodname", "booktitle"),
            List.of("description"));
    private static final List<String> CATEGORIES =
            List.of("category", "categories", "genres", "genre", "categoryid", "maincategory", "department");
    private static final List<String> BRANDS = List.of("brand", "manufacturer", "vendor", "store");
    private static final List<String> PRICES = List.of("price", "unitprice", "medianprice");
    private static final List<String> CREATED =
            List.of("created", "createdat", "firstsold", "published", "publishedat", "releasedate", "added", "addedat");

    private AttributeTypes() {}

    /**
     * Returns a field for every column that has a name, but the id's, in order.
     *
     * @param values the sampled values of a column, empty ones left out
     * @param attributes those of the files before
     * @throws DataException when a header cannot name a field, two are the same, or a type is another than before
     */
    static Map<Integer, Field> infer(
            Rows rows, int idColumn, IntFunction<Stream<String>> values, ImportedAttributes attributes) {
        List<String> header = rows.header();
        Map<Integer, Field> fields = new LinkedHashMap<>();
        Set<Role> taken = attributes.roles();
        int title = titleColumn(header, idColumn);
        attributes.names().of(rows.file(), header, idColumn).forEach((column, name) -> {
            List<String> sample = values.apply(column).toList();
            Role role = column == title ? Role.TITLE : role(header.get(column));
            ImportedAttributes.Attribute known = attributes.known(name);
            if (known == null || (known.open() && (stated(header.get(column)) || !sample.isEmpty()))) {
                if (known != null) {
                    taken.remove(known.column().field().role());
                }
                Field.Type type = type(rows, column, role, sample);
                boolean fits = fits(role, type) && (role == Role.NONE || taken.add(role));
                fields.put(column, new Field(name, type, fits ? role : Role.NONE));
            } else {
                fields.put(column, asBefore(rows, column, role, sample, known));
            }
        });
        return fields;
    }

    private static Field asBefore(
            Rows rows, int column, Role role, List<String> sample, ImportedAttributes.Attribute known) {
        Field field = known.column().field();
        String header = rows.header().get(column);
        boolean stated = stated(header)
                || (role == Role.NONE
                        && !sample.isEmpty()
                        && rows.declaredType(column).isPresent());
        Field.Type type = stated ? type(rows, column, role, sample) : field.type();
        if (type != field.type()) {
            throw new DataException(rows.file() + ": column '" + header + "': " + lower(type) + " (expected: "
                    + lower(field.type()) + ", as in " + known.file() + ")");
        }
        return field;
    }

    /** Returns whether a header states a type. */
    static boolean stated(String header) {
        return header.indexOf(':') >= 0;
    }

    /** Returns a type or role as messages and headers say it. */
    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static int titleColumn(List<String> header, int idColumn) {
        for (List<String> names : TITLES) {
            int column = TableColumns.find(header, names);
            if (column >= 0 && column != idColumn) {
                return column;
            }
        }
        return -1;
    }

    private static Role role(String header) {
        String plain = TableColumns.plain(header);
        if (CATEGORIES.contains(plain)) {
            return Role.CATEGORY;
        }
        if (BRANDS.contains(plain)) {
            return Role.BRAND;
        }
        if (PRICES.contains(plain)) {
            return Role.PRICE;
        }
        return CREATED.contains(plain) ? Role.CREATED : Role.NONE;
    }

    private static boolean fits(Role role, Field.Type type) {
        return switch (role) {
            case NONE -> true;
            case TITLE -> type == Field.Type.TEXT;
            case CATEGORY, BRAND -> type == Field.Type.KEYWORD;
            case PRICE -> type == Field.Type.NUMBER;
            case CREATED -> type == Field.Type.INSTANT;
        };
    }

    private static Field.Type type(Rows rows, int column, Role role, List<String> sample) {
        String header = rows.header().get(column);
        int colon = header.indexOf(':');
        if (colon >= 0) {
            return declared(rows.file(), header, header.substring(colon + 1).strip());
        }
        return switch (role) {
            case TITLE -> Field.Type.TEXT;
            case CATEGORY, BRAND -> Field.Type.KEYWORD;
            case PRICE -> share(sample, AttributeTypes::number) >= 0.5 ? Field.Type.NUMBER : Field.Type.KEYWORD;
            case CREATED ->
                share(sample, AttributeTypes::time) >= 0.5 ? Field.Type.INSTANT : otherwise(rows, column, sample);
            case NONE -> otherwise(rows, column, sample);
        };
    }

    private static Field.Type otherwise(Rows rows, int column, List<String> sample) {
        return rows.declaredType(column).orElseGet(() -> inferred(rows.header().get(column), sample));
    }

    private static Field.Type declared(Path file, String header, String type) {
        try {
            return Field.Type.valueOf(type.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    file + ": column '" + header + "' (expected: a type of keyword, number, text, instant)", e);
        }
    }

    private static Field.Type inferred(String header, List<String> sample) {
        if (sample.isEmpty()) {
            return Field.Type.KEYWORD;
        }
        if (TableColumns.plain(header).equals("description")) {
            return Field.Type.TEXT;
        }
        if (share(sample, AttributeTypes::number) >= 0.99 && sample.stream().noneMatch(AttributeTypes::code)) {
            return Field.Type.NUMBER;
        }
        if (share(sample, AttributeTypes::instant) >= 0.99) {
            return Field.Type.INSTANT;
        }
        boolean mostlyDifferent = sample.size() >= 10 && Set.copyOf(sample).size() > 0.9 * sample.size();
        boolean words = share(sample, text -> text.indexOf('|') < 0 && text.split(" ").length >= 3) >= 0.5;
        return mostlyDifferent && words ? Field.Type.TEXT : Field.Type.KEYWORD;
    }

    private interface Test {
        boolean accepts(String text);
    }

    private static double share(List<String> sample, Test test) {
        return sample.isEmpty()
                ? 1
                : (double) sample.stream().filter(test::accepts).count() / sample.size();
    }

    private static boolean number(String text) {
        try {
            TableReader.number(text, Reason.BAD_ATTRIBUTE);
            return true;
        } catch (RowException e) {
            return false;
        }
    }

    /** Returns whether a text of digits begins with a zero, which a number would lose. */
    private static boolean code(String text) {
        return text.length() > 1 && text.charAt(0) == '0' && Character.isDigit(text.charAt(1));
    }

    /** Returns whether a text is a time however stated; one shorter than a day, such as a year, is not. */
    private static boolean time(String text) {
        try {
            return text.length() >= 8 && new TimeParser().parse(text) >= 0;
        } catch (RowException e) {
            return false;
        }
    }

    private static boolean instant(String text) {
        try {
            return text.length() >= 10 && TimeParser.isoMillis(text) != Long.MIN_VALUE;
        } catch (RowException e) {
            return false;
        }
    }
}
