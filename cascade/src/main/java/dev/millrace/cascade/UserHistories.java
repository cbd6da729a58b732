package dev.millrace.cascade;

import java.util.List;

/** Where the stored events of users are found. Implementations are thread-safe. */
public interface UserHistories {
    /** Knows nobody. */
    UserHistories NONE = userId -> List.of();

    /** Returns the stored events of a user, oldest first, empty for an unknown one. */
    List<HistoryEvent> events(String userId);
}
