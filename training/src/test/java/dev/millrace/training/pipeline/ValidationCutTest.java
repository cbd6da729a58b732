package dev.millrace.training.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.datasets.EventLogBuilder;
import org.junit.jupiter.api.Test;

final class ValidationCutTest {
    private static final int USERS = 20;
    private static final int ITEMS = 100;

    /** Nine events of every user, then a tenth, at these times. */
    private static UserEvents events(long early, long last) {
        EventLogBuilder log = new EventLogBuilder();
        for (int i = 0; i < 10; i++) {
            for (int user = 0; user < USERS; user++) {
                long time = i < 9 ? early : last + user;
                log.add(log.user("u" + user), (i * 7 + user) % ITEMS, 0, time, Float.NaN);
            }
        }
        return UserEvents.of(log.build(), true, 1);
    }

    @Test
    void aCutInTimeLeavesTheNewestTenthOut() {
        ValidationCut cut = ValidationCut.time(events(1000, 5000), true, ITEMS);
        assertThat(cut.fit().size()).isEqualTo(9 * USERS);
        assertThat(cut.heldOut()).hasSize(USERS);
    }

    @Test
    void aCutInTimeComesAfterTheFirstMomentWhateverShareOfTheEventsItHas() {
        EventLogBuilder log = new EventLogBuilder();
        for (int i = 0; i < 100; i++) {
            log.add(log.user("u" + i % 10), i, 0, i < 97 ? 1000 : 2000, Float.NaN);
        }
        ValidationCut cut = ValidationCut.time(UserEvents.of(log.build(), true, 1), true, ITEMS);
        assertThat(cut.fit().size()).isEqualTo(97);
        assertThat(cut.heldOut()).hasSize(3);
    }

    @Test
    void eventsOfOneMomentAreCutBeforeTheLastOfEveryUser() {
        UserEvents events = events(1000, 1000).prefix(prefixes(9));
        ValidationCut cut = ValidationCut.time(events, true, ITEMS);
        assertThat(cut.fit().size()).isEqualTo(8 * USERS);
        assertThat(cut.heldOut()).hasSize(USERS);
        assertThat(cut.horizonMillis()).isZero();
    }

    private static int[] prefixes(int size) {
        int[] keep = new int[USERS];
        java.util.Arrays.fill(keep, size);
        return keep;
    }
}
