package dev.millrace.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Shop;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.policy.Policy;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredHistoriesTest {
    private static final List<String> USERS = List.of("empty", "mixed", "repeating", "timed", "timeless", "unsorted");

    @TempDir
    private Path releases;

    @Test
    @SuppressWarnings("UnnecessaryMethodReference") // The one that cannot hand out ordinals is asked for on purpose.
    void aHistoryByOrdinalsIsWhatItsEventsAreReadAs() throws IOException {
        Catalog catalog = Shop.catalog();
        StoredHistories stored = stored(catalog);
        QueryReader direct = reader(catalog, stored);
        QueryReader joining = reader(catalog, user -> stored.events(user));
        for (String user : List.of("empty", "mixed", "repeating", "timed", "timeless", "unsorted", "unknown")) {
            History expected = joining.read(Request.items(1).withUser(user), new Workspace(4))
                    .history();
            assertThat(direct.read(Request.items(1).withUser(user), new Workspace(4))
                            .history())
                    .as(user)
                    .usingRecursiveComparison()
                    .isEqualTo(expected);
        }
    }

    @Test
    void whatWouldHaveToBeSortedOrJoinedIsLeftToTheReader() throws IOException {
        StoredHistories stored = stored(Shop.catalog());
        assertThat(stored.history("timed")).isNotNull();
        assertThat(stored.history("timeless")).isNotNull();
        assertThat(stored.history("unknown")).isNotNull();
        assertThat(stored.history("unsorted")).isNull();
        assertThat(stored.history("mixed")).isNull();
    }

    private static QueryReader reader(Catalog catalog, UserHistories histories) {
        return new QueryReader(catalog, Fakes.COUNTING, new Fakes.Filter(catalog), histories, Policy.NONE);
    }

    private StoredHistories stored(Catalog catalog) throws IOException {
        List<History> histories = List.of(
                History.EMPTY,
                history(new int[] {1, 2, 3}, History.NO_TIME, 7, 9),
                history(new int[] {1, 1, 1}, 5, 5, 5),
                history(new int[] {3, 0, 1}, 10, 20, 20),
                history(new int[] {2, 2, 0}, History.NO_TIME, History.NO_TIME, History.NO_TIME),
                history(new int[] {0, 1, 2}, 30, 10, 20));
        try (ReleaseWriter writer = ReleaseWriter.create(releases, "v1")) {
            catalog.write(writer);
            StoredHistories.write(writer, USERS, histories);
            Release release = Release.open(writer.publish("now", 2, 4, new JsonObject(), new JsonObject()));
            return StoredHistories.read(release, catalog.items());
        }
    }

    private static History history(int[] items, long... timestamps) {
        return new History(items, new byte[items.length], timestamps);
    }
}
