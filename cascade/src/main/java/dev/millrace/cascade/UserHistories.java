package dev.millrace.cascade;

import dev.millrace.cascade.feature.History;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the stored events of users are found. Implementations are thread-safe. */
public interface UserHistories {
    /** Knows nobody. */
    UserHistories NONE = userId -> List.of();

    /** Returns the stored events of a user, oldest first, empty for an unknown one. */
    List<HistoryEvent> events(String userId);

    /**
     * Returns the same events as a history of the release's ordinals, unknown items left out, where they are kept so; else null.
     */
    default @Nullable History resolved(String userId) {
        return null;
    }
}
