package dev.millrace.retrieval.filter;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.retrieval.Shop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntPredicate;

/** Seeded filter expressions over a {@link Shop}, each with what it should match, evaluated item by item. */
final class RandomFilters {
    private static final List<String> NOT = List.of("NOT ", "-", "!");
    private static final List<String> AND = List.of(" AND ", " && ", " +");
    private static final List<String> OR = List.of(" OR ", " || ");

    private final Random random;
    private final Column.Keywords category;
    private final Column.Numbers price;
    private final Column.Texts title;
    private final Column.Instants created;

    RandomFilters(Random random, ItemTable items) {
        this.random = random;
        this.category = (Column.Keywords) items.columns().get(0);
        this.price = (Column.Numbers) items.columns().get(1);
        this.title = (Column.Texts) items.columns().get(2);
        this.created = (Column.Instants) items.columns().get(3);
    }

    /** An expression and the items it should match. */
    record Expected(String text, IntPredicate matches) {}

    Expected next(int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return leaf();
        }
        Expected one = next(depth - 1);
        return switch (random.nextInt(3)) {
            case 0 ->
                new Expected(
                        "(" + NOT.get(random.nextInt(3)) + "(" + one.text() + "))",
                        one.matches().negate());
            case 1 -> {
                Expected two = next(depth - 1);
                String text = "(" + one.text() + AND.get(random.nextInt(3)) + two.text() + ")";
                yield new Expected(text, one.matches().and(two.matches()));
            }
            default -> {
                Expected two = next(depth - 1);
                String text = "(" + one.text() + OR.get(random.nextInt(2)) + two.text() + ")";
                yield new Expected(text, one.matches().or(two.matches()));
            }
        };
    }

    private Expected leaf() {
        return switch (random.nextInt(6)) {
            case 0 -> keyword();
            case 1 -> number();
            case 2 -> numbers();
            case 3 -> words();
            case 4 -> instants();
            default -> present();
        };
    }

    private Expected keyword() {
        String value = Shop.CATEGORIES.get(random.nextInt(Shop.CATEGORIES.size()));
        boolean plain = !value.isEmpty() && value.chars().allMatch(Character::isLetterOrDigit);
        String text = plain && random.nextBoolean() ? value : "\"" + value + "\"";
        return new Expected("category:" + text, item -> category.values(item).contains(value));
    }

    private double half() {
        return (random.nextInt(45) - 22) / 2.0;
    }

    private Expected number() {
        double value = half();
        return new Expected("price:" + value, item -> price.value(item) == value);
    }

    private Expected numbers() {
        double from = random.nextInt(5) == 0 ? Double.NEGATIVE_INFINITY : half();
        double to = random.nextInt(5) == 0 ? Double.POSITIVE_INFINITY : half();
        boolean fromIn = random.nextBoolean();
        boolean toIn = random.nextBoolean();
        return new Expected(
                "price:" + (fromIn ? "[" : "{") + (Double.isInfinite(from) ? "*" : from) + " TO "
                        + (Double.isInfinite(to) ? "*" : to) + (toIn ? "]" : "}"),
                item -> price.has(item)
                        && (fromIn ? price.value(item) >= from : price.value(item) > from)
                        && (toIn ? price.value(item) <= to : price.value(item) < to));
    }

    private Expected words() {
        List<String> words = new ArrayList<>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            words.add(Shop.WORDS.get(random.nextInt(Shop.WORDS.size())));
        }
        String text = String.join(" ", words);
        return new Expected(
                "title:\"" + (random.nextBoolean() ? text.toUpperCase(Locale.ROOT) : text) + "\"",
                item -> Collections.indexOfSubList(
                                List.of(title.value(item)
                                        .toLowerCase(Locale.ROOT)
                                        .split("[^a-z0-9]+")),
                                words)
                        >= 0);
    }

    private Expected instants() {
        long from = Shop.START + random.nextInt(44) * Shop.DAY / 4 - Shop.DAY / 8 * random.nextInt(2);
        long to = from + random.nextInt(20) * Shop.DAY / 4;
        boolean fromIn = random.nextBoolean();
        boolean toIn = random.nextBoolean();
        return new Expected(
                "created:" + (fromIn ? "[" : "{") + instant(from) + " TO " + instant(to) + (toIn ? "]" : "}"),
                item -> created.has(item)
                        && (fromIn ? created.value(item) >= from : created.value(item) > from)
                        && (toIn ? created.value(item) <= to : created.value(item) < to));
    }

    private String instant(long millis) {
        return switch (random.nextInt(3)) {
            case 0 -> Long.toString(millis);
            case 1 -> "\"" + Instant.ofEpochMilli(millis) + "\"";
            default -> Instant.ofEpochMilli(millis).toString();
        };
    }

    private Expected present() {
        return switch (random.nextInt(4)) {
            case 0 -> new Expected("category:[* TO *]", category::has);
            case 1 -> new Expected("price:{* TO *}", price::has);
            case 2 -> new Expected("title:[* TO *}", title::has);
            default -> new Expected("created:[* TO *]", created::has);
        };
    }
}
