package dev.millrace.datasets;

import dev.millrace.cascade.feature.Field.Role;
import dev.millrace.datasets.RejectedRow.Reason;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads UCI Online Retail in the columns of its source. Rows without a customer, cancellations, returns, giveaways and
 * codes that are no product (postage, samples) are rejected. What is known of a product is gathered from its rows: the
 * description it has most often, its median price, its first sale. Description and price are taken over all rows, those
 * after the time of a later split too: the one exception to a time split not showing the future.
 *
 * <p>The source exists with dates as month/day/year, as day/month/year and as ISO-8601; a first pass over the file
 * finds out. It exists as UTF-8 and as Windows-1252, too.
 */
final class SourceRetail {
    private static final List<String> COLUMNS =
            List.of("invoiceno", "stockcode", "description", "quantity", "invoicedate", "unitprice", "customerid");
    private static final Pattern PRODUCT = Pattern.compile("\\d{5}[A-Z]{0,2}");
    private static final Pattern SLASHES = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4}|\\d{2}) (\\d{1,2}):(\\d{2})");

    private final Import target;
    private final Map<Integer, Product> products = new HashMap<>();

    /** What the rows so far say of a product. */
    private static final class Product {
        private final Map<String, Integer> descriptions = new HashMap<>();
        private final List<Double> prices = new ArrayList<>();
        private long firstSold = Long.MAX_VALUE;

        void sold(String description, double price, long time) {
            if (!description.isEmpty()) {
                descriptions.merge(description, 1, Integer::sum);
            }
            prices.add(price);
            firstSold = Math.min(firstSold, time);
        }
    }

    SourceRetail(Import target) {
        this.target = target;
    }

    void read(Path file) throws IOException {
        Charset charset = Lines.charset(file, Charset.forName("windows-1252"));
        if (!charset.equals(StandardCharsets.UTF_8)) {
            target.log().note(file + ": is not UTF-8, read as Windows-1252");
        }
        boolean dayFirst = dayFirst(file, charset);
        try (Rows rows = DelimitedRows.open(file, charset, target.log())) {
            int[] at = TableColumns.require(file, rows.header(), COLUMNS);
            TimeParser times = new TimeParser();
            while (rows.next()) {
                try {
                    add(Arrays.stream(at).mapToObj(rows::field).toList(), dayFirst, times);
                    target.log().accept();
                } catch (RowException e) {
                    target.log().reject(file, rows.line(), e.reason(), e.detail());
                }
            }
        }
    }

    /** A first number above 12 can only be a day, a second one can only be a day of month/day/year. */
    private boolean dayFirst(Path file, Charset charset) throws IOException {
        boolean dayFirst = false;
        boolean slashes = false;
        try (Rows rows = DelimitedRows.open(file, charset, new ImportLog(false, rejected -> {}))) {
            int column = TableColumns.require(file, rows.header(), List.of("invoicedate"))[0];
            while (rows.next()) {
                var date = SLASHES.matcher(rows.field(column));
                if (date.lookingAt()) {
                    slashes = true;
                    dayFirst |= Integer.parseInt(date.group(1)) > 12;
                }
            }
        }
        if (slashes) {
            target.log()
                    .note(file + ": dates are " + (dayFirst ? "day/month/year" : "month/day/year") + ", taken as UTC");
        }
        return dayFirst;
    }

    private void add(List<String> row, boolean dayFirst, TimeParser times) throws RowException {
        String user = row.get(6).isEmpty() ? "" : row.get(6).replaceFirst("\\.0$", "");
        Import.userId(user);
        if (row.get(0).startsWith("C") || row.get(0).startsWith("c")) {
            throw new RowException(Reason.CANCELLATION, row.get(0));
        }
        String code = Import.itemId(row.get(1).toUpperCase(Locale.ROOT));
        if (!PRODUCT.matcher(code).matches()) {
            throw new RowException(Reason.NOT_A_PRODUCT, "'" + code + "'");
        }
        double quantity = TableReader.number(row.get(3), Reason.BAD_VALUE);
        if (!(quantity > 0)) {
            throw new RowException(Reason.BAD_QUANTITY, row.get(3));
        }
        double price = TableReader.number(row.get(5), Reason.BAD_PRICE);
        if (!(price > 0)) {
            throw new RowException(Reason.BAD_PRICE, row.get(5));
        }
        long time = times.parse(iso(row.get(4), dayFirst));
        int item = target.items().item(code);
        EventLogBuilder events = target.events();
        events.add(events.user(user), item, target.types().code("purchase"), time, (float) quantity);
        products.computeIfAbsent(item, unknown -> new Product()).sold(row.get(2), price, time);
    }

    private static String iso(String date, boolean dayFirst) {
        var parts = SLASHES.matcher(date);
        if (!parts.lookingAt()) {
            return date;
        }
        int first = Integer.parseInt(parts.group(1));
        int second = Integer.parseInt(parts.group(2));
        int year = Integer.parseInt(parts.group(3));
        return two(year < 100 ? 2000 + year : year) + "-" + two(dayFirst ? second : first) + "-"
                + two(dayFirst ? first : second) + "T" + two(Integer.parseInt(parts.group(4))) + ":" + parts.group(5);
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    /** Writes down what the rows said of the products. */
    void finish() {
        ItemColumn.Texts titles = target.items().texts("description", Role.TITLE);
        ItemColumn.Numbers prices = target.items().numbers("price", Role.PRICE);
        ItemColumn.Instants created = target.items().instants("firstSold", Role.CREATED);
        products.forEach((item, product) -> {
            product.descriptions.entrySet().stream()
                    .max(Map.Entry.<String, Integer>comparingByValue()
                            .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                    .ifPresent(most -> titles.set(item, most.getKey()));
            prices.set(item, median(product.prices));
            created.set(item, product.firstSold);
        });
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
