package dev.millrace.datasets.synthetic;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.EventLog;
import dev.millrace.datasets.EventLogBuilder;
import dev.millrace.datasets.Format;
import dev.millrace.datasets.ImportReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/** Makes the data set of a synthetic shop. Stateless and thread-safe. */
public final class SyntheticShop {
    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("title", Field.Type.TEXT, Field.Role.TITLE),
                    new Field("category", Field.Type.KEYWORD, Field.Role.CATEGORY),
                    new Field("department", Field.Type.KEYWORD, Field.Role.NONE),
                    new Field("brand", Field.Type.KEYWORD, Field.Role.BRAND),
                    new Field("price", Field.Type.NUMBER, Field.Role.PRICE),
                    new Field("created", Field.Type.INSTANT, Field.Role.CREATED)),
            List.of(new EventType("view", 1), new EventType("cart", 2), new EventType("purchase", 4)));

    private SyntheticShop() {}

    /** Returns the shop of the options: the same for the same options, always. */
    public static Dataset generate(ShopOptions options) {
        Shelves shelves = new Shelves(options);
        EventLog events = events(options, shelves);
        String name = "synthetic-" + options.items();
        return new Dataset(
                name,
                Format.SYNTHETIC,
                events,
                Optional.empty(),
                items(options, shelves),
                ImportReport.made(events, "synthetic shop: " + options));
    }

    private static EventLog events(ShopOptions options, Shelves shelves) {
        SplittableRandom random = new SplittableRandom(options.seed() ^ 0x5deece66dL);
        int[] budgets = budgets(options, random);
        EventLogBuilder events = new EventLogBuilder();
        for (int u = 0; u < options.users(); u++) {
            int user = events.user("u" + u);
            SplittableRandom own = random.split();
            boolean early = own.nextDouble() < 0.6;
            long from = Shelves.OPENING + (early ? 0 : (long) (own.nextDouble() * 0.8 * Shelves.OPEN_MILLIS));
            new Shopper(shelves, own)
                    .live(
                            budgets[u],
                            from,
                            Shelves.OPENING + Shelves.OPEN_MILLIS,
                            (item, type, time) -> events.add(
                                    user,
                                    item,
                                    type,
                                    time,
                                    type == Shopper.PURCHASE ? price(shelves, item) : Float.NaN));
        }
        return events.build();
    }

    /** Shares the events out among the users, most to few: log-normal, at least two each. */
    private static int[] budgets(ShopOptions options, SplittableRandom random) {
        double[] weights = new double[options.users()];
        Arrays.setAll(weights, u -> StrictMath.exp(0.8 * random.nextGaussian()));
        double sum = Arrays.stream(weights).sum();
        int[] budgets = new int[weights.length];
        long spare = options.events() - 2L * options.users();
        double carried = 0;
        for (int u = 0; u < budgets.length; u++) {
            carried += weights[u] / sum * spare;
            int own = (int) carried;
            carried -= own;
            budgets[u] = 2 + own;
        }
        long given = Arrays.stream(budgets).asLongStream().sum();
        budgets[0] += (int) (options.events() - given);
        return budgets;
    }

    private static float price(Shelves shelves, int item) {
        return Math.round(StrictMath.exp(shelves.logPrice[item]) * 100) / 100f;
    }

    private static ItemTable items(ShopOptions options, Shelves shelves) {
        int count = options.items();
        List<String> ids = new ArrayList<>(count);
        String[] titles = new String[count];
        double[] prices = new double[count];
        for (int item = 0; item < count; item++) {
            ids.add("i" + item);
            titles[item] = Names.title(shelves.brand[item], shelves.category[item], item * 7 % 18_000);
            prices[item] = Math.round(StrictMath.exp(shelves.logPrice[item]) * 100) / 100.0;
        }
        return new ItemTable(
                SCHEMA,
                ids,
                List.of(
                        Column.texts(titles),
                        keywords(count, item -> shelves.category[item], shelves.categories, Names::category),
                        departments(count, shelves),
                        keywords(count, item -> shelves.brand[item], shelves.brands, Names::brand),
                        Column.numbers(prices),
                        Column.instants(shelves.created)));
    }

    private static Column departments(int count, Shelves shelves) {
        List<String> names = new ArrayList<>();
        int[] department = new int[shelves.categories];
        for (int c = 0; c < department.length; c++) {
            String name = Names.department(c);
            if (!names.contains(name)) {
                names.add(name);
            }
            department[c] = names.indexOf(name);
        }
        return keywords(count, item -> department[shelves.category[item]], names.size(), names::get);
    }

    private static Column keywords(int count, IntUnaryOperator codeOf, int codes, IntFunction<String> name) {
        List<String> dictionary = new ArrayList<>();
        for (int code = 0; code < codes; code++) {
            dictionary.add(name.apply(code));
        }
        int[] offsets = new int[count + 1];
        int[] flat = new int[count];
        Arrays.setAll(offsets, i -> i);
        Arrays.setAll(flat, codeOf);
        return Column.keywords(dictionary, offsets, flat);
    }
}
