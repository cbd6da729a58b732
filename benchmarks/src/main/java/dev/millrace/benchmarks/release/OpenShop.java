package dev.millrace.benchmarks.release;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.FaultListener;
import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.StoredHistories;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.release.Pace;
import dev.millrace.cascade.release.Release;
import dev.millrace.server.ServedRelease;
import dev.millrace.server.config.ConfigReader;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.event.EventStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A release opened as the server opens it, and what requests can be made of. Thread-safe; closed once by its owner,
 * when no request is running.
 */
public final class OpenShop implements AutoCloseable {
    private final ServedRelease served;
    private final ServerConfig config;
    private final EventStore events;
    private final StoredHistories histories;

    private OpenShop(ServedRelease served, ServerConfig config, EventStore events, StoredHistories histories) {
        this.served = served;
        this.config = config;
        this.events = events;
        this.histories = histories;
    }

    /** Opens a release, or the live one of a folder of releases, to be asked with those widths. */
    public static OpenShop open(Path release, Cascade.Widths widths) throws IOException {
        return open(
                release,
                "millrace.server.widths { retrieve = " + widths.retrieve() + ", rerank = " + widths.rerank()
                        + ", fine = " + widths.fine() + " }",
                UnaryOperator.identity());
    }

    /**
     * Opens a release whose stages are put into others.
     *
     * @param config HOCON of the server
     * @param around is given the stages; what it returns closes them
     */
    public static OpenShop open(Path release, String config, UnaryOperator<Cascade.Stages> around) throws IOException {
        ServerConfig parsed = ConfigReader.parse("millrace.server.releases.admin-port = 0\n" + config);
        ServerConfig free = parsed.withHttp(parsed.http().withAddress("127.0.0.1", 0));
        EventStore events = new EventStore(free.events());
        ServedRelease served = ServedRelease.open(
                release, ServedRelease.Surroundings.of(free, events, FaultListener.NONE), Pace.FULL, around);
        try {
            StoredHistories histories = StoredHistories.read(
                    Release.open(release), served.served().cascade().catalog().items());
            return new OpenShop(served, free, events, histories);
        } catch (RuntimeException e) {
            served.close();
            throw e;
        }
    }

    /** Returns the open release. */
    public ServedRelease served() {
        return served;
    }

    /** Returns the cascade over it. */
    public Cascade cascade() {
        return served.served().cascade();
    }

    /** Returns the configuration it was opened with, of a server on a free port. */
    public ServerConfig config() {
        return config;
    }

    /** Returns the events that its histories are joined with. */
    public EventStore events() {
        return events;
    }

    /** Returns its items. */
    public ItemTable items() {
        return cascade().catalog().items();
    }

    /** Returns ids of users with at least {@code least} stored events, {@code count} of them, spread over all. */
    public List<String> users(int count, int least) {
        List<String> all = histories.users().stream()
                .filter(user -> histories.events(user).size() >= least)
                .toList();
        if (all.size() < count) {
            throw new IllegalStateException(
                    "users with " + least + " events: " + all.size() + " (expected: at least " + count + ")");
        }
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }

    /** Returns the stored events of a user, oldest first. */
    public List<HistoryEvent> history(String user) {
        return histories.events(user);
    }

    /** Returns the price that about a share of all items costs no more than. */
    public double priceOf(double share) {
        Column.Numbers prices = items().numbers(Field.Role.PRICE).orElseThrow();
        double[] sorted = IntStream.range(0, prices.size())
                .mapToDouble(prices::value)
                .sorted()
                .toArray();
        return sorted[Math.clamp(Math.round(share * sorted.length) - 1, 0, sorted.length - 1)];
    }

    /** Returns a filter by price that lets through about a share of all items. */
    public String cheaperThan(double share) {
        return "price:[* TO " + priceOf(share) + "]";
    }

    /** Returns the keyword of a category that is closest to a share of all items. */
    public String category(double share) {
        Column.Keywords column = items().keywords(Field.Role.CATEGORY).orElseThrow();
        int[] counts = new int[column.dictionary().size()];
        for (int item = 0; item < column.size(); item++) {
            for (int at = column.begin(item); at < column.end(item); at++) {
                counts[column.code(at)]++;
            }
        }
        int best = 0;
        double wanted = share * column.size();
        for (int code = 1; code < counts.length; code++) {
            best = Math.abs(counts[code] - wanted) < Math.abs(counts[best] - wanted) ? code : best;
        }
        return column.dictionary().get(best);
    }

    @Override
    public void close() {
        served.close();
    }
}
