package dev.millrace.cascade;

import dev.millrace.cascade.feature.History;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the stored events of users are found. Implementations are thread-safe. */
public interface UserHistories {
    /** Knows nobody. */
    UserHistories NONE = new UserHistories() {
        @Override
        public List<HistoryEvent> events(String userId) {
            return List.of();
        }
    };

    /**
     * Returns the stored events of a user, oldest first, empty for an unknown one. Events of items and types that the
     * release does not have are passed over.
     */
    List<HistoryEvent> events(String userId);

    /**
     * Returns what {@link #events} does with ordinals in place of ids, or null where the events would first have to be
     * looked up, sorted or joined.
     */
    default @Nullable History history(String userId) {
        return null;
    }
}
