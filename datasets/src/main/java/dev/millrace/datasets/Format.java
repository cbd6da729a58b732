package dev.millrace.datasets;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way in which a data set lies on disk. */
public enum Format {
    /** Columns userId, itemId, type, timestamp, value as CSV; see docs/data.md. */
    CSV,
    /** The same columns as JSON lines, an object a line. */
    JSON,
    /** The same columns as Parquet. */
    PARQUET,
    /** MovieLens: 100k ({@code u.data}), 1M and 10M ({@code ratings.dat}), latest to 32M ({@code ratings.csv}). */
    MOVIELENS,
    /** UCI Online Retail: the columns of the source, or the cleaned form with {@code items.csv}. */
    ONLINE_RETAIL,
    /** {@code train.txt} and {@code test.txt} with "user item item ..." lines, in no order. */
    LIGHTGCN,
    /** "user item item ..." lines in time order, with an optional {@code NAME_item2attributes.json}. */
    SEQUENCES,
    /** Made in memory by the synthetic shop. */
    SYNTHETIC;

    /** Returns the name used on the command line, such as {@code online-retail}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the format of that name on the command line; throws {@link DataException} for an unknown one. */
    public static Format parse(String label) {
        return Arrays.stream(values())
                .filter(format -> format != SYNTHETIC && format.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new DataException("format: '" + label + "' (expected: "
                        + Arrays.stream(values())
                                .filter(format -> format != SYNTHETIC)
                                .map(Format::label)
                                .collect(Collectors.joining(", "))
                        + ")"));
    }

    @Override
    public String toString() {
        return label();
    }
}
