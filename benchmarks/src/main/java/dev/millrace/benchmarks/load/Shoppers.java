package dev.millrace.benchmarks.load;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.StoredHistories;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.release.Release;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Histories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** The users that requests are drawn from, and the items they may filter by. Immutable and thread-safe. */
public final class Shoppers {
    private final ItemTable items;
    private final List<String> users;
    private final IntFunction<List<HistoryEvent>> histories;

    private Shoppers(ItemTable items, List<String> users, IntFunction<List<HistoryEvent>> histories) {
        this.items = items;
        this.users = users;
        this.histories = histories;
    }

    /** Reads the stored users of a release, or of the live one of a folder of releases. */
    public static Shoppers ofRelease(Path path) {
        Release release = Release.open(path);
        ItemTable items = Catalog.read(release).items();
        StoredHistories stored = StoredHistories.read(release, items);
        List<String> users = stored.users();
        return new Shoppers(items, users, user -> stored.events(users.get(user)));
    }

    /** Reads the users of a data set, a file or folder. */
    public static Shoppers ofData(Path path) throws IOException {
        return of(Datasets.open(path, Optional.empty(), false));
    }

    /** Returns the users of a data set. */
    public static Shoppers of(Dataset data) {
        Histories histories = data.events().histories();
        return new Shoppers(data.items(), data.events().users(), user -> events(data.items(), histories.of(user)));
    }

    private static List<HistoryEvent> events(ItemTable items, History history) {
        List<HistoryEvent> events = new ArrayList<>(history.size());
        for (int i = 0; i < history.size(); i++) {
            events.add(new HistoryEvent(
                    items.id(history.item(i)),
                    items.schema().eventTypes().get(history.type(i)).name(),
                    history.timestamp(i)));
        }
        return events;
    }

    /** Returns how many users there are. */
    public int count() {
        return users.size();
    }

    /** Returns the id of a user, {@code 0} to {@code count() - 1}. */
    public String id(int user) {
        return users.get(user);
    }

    /** Returns the events of a user, oldest first. */
    List<HistoryEvent> history(int user) {
        return histories.apply(user);
    }

    /** Returns the items that they may filter by. */
    public ItemTable items() {
        return items;
    }
}
