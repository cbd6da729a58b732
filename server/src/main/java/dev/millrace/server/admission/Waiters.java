package dev.millrace.server.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait, by priority and in the order they came. It decides nothing. One thread at a time, but for
 * {@link #size()}.
 */
final class Waiters {
    private final Map<Priority, Deque<Waiter>> lines = new EnumMap<>(Priority.class);
    private final AtomicInteger size = new AtomicInteger();
    private long bytes;

    /** Who waits, and since when. Immutable. */
    record Waiter(Job job, long sinceNanos) {}

    Waiters() {
        for (Priority priority : Priority.values()) {
            lines.put(priority, new ArrayDeque<>());
        }
    }

    void add(Job job, long nowNanos) {
        line(job.priority()).addLast(new Waiter(job, nowNanos));
        size.incrementAndGet();
        bytes += job.bytes();
    }

    /** Returns how many there are; any thread may ask. */
    int size() {
        return size.get();
    }

    /** Returns what they keep in memory. */
    long bytes() {
        return bytes;
    }

    int size(Priority priority) {
        return line(priority).size();
    }

    /** Returns who came first, or null. */
    @Nullable
    Waiter oldest(Priority priority) {
        return line(priority).peekFirst();
    }

    /** Takes out who came first; there must be one. */
    Waiter takeOldest(Priority priority) {
        return gone(line(priority).removeFirst());
    }

    /** Takes out who came last; there must be one. */
    Waiter takeNewest(Priority priority) {
        return gone(line(priority).removeLast());
    }

    /** Takes out who came last of the lowest priority below one, or returns null. */
    @Nullable
    Waiter takeNewestBelow(Priority priority) {
        for (int i = Priority.values().length - 1; i > priority.ordinal(); i--) {
            if (size(Priority.values()[i]) > 0) {
                return takeNewest(Priority.values()[i]);
            }
        }
        return null;
    }

    /**
     * Returns whose turn it is, or null: who came first, a lower priority being taken to have come later than it did.
     *
     * @param leadNanos by how much, for each step between priorities
     */
    @Nullable
    Priority first(double leadNanos) {
        Priority first = null;
        long earliest = 0;
        for (Map.Entry<Priority, Deque<Waiter>> line : lines.entrySet()) {
            Waiter head = line.getValue().peekFirst();
            if (head != null) {
                long came = head.sinceNanos() + (long) (line.getKey().ordinal() * leadNanos);
                if (first == null || came - earliest < 0) {
                    first = line.getKey();
                    earliest = came;
                }
            }
        }
        return first;
    }

    /** Takes out some of those of a priority and of lower ones. */
    List<Job> takeOut(Priority from, Predicate<Waiter> which) {
        List<Job> out = List.of();
        for (Map.Entry<Priority, Deque<Waiter>> line : lines.entrySet()) {
            if (line.getKey().compareTo(from) < 0) {
                continue;
            }
            for (Iterator<Waiter> each = line.getValue().iterator(); each.hasNext(); ) {
                Waiter next = each.next();
                if (which.test(next)) {
                    each.remove();
                    gone(next);
                    out = out.isEmpty() ? new ArrayList<>() : out;
                    out.add(next.job());
                }
            }
        }
        return out;
    }

    private Waiter gone(Waiter waiter) {
        size.decrementAndGet();
        bytes -= waiter.job().bytes();
        return waiter;
    }

    private Deque<Waiter> line(Priority priority) {
        Deque<Waiter> line = lines.get(priority);
        if (line == null) {
            throw new AssertionError(priority);
        }
        return line;
    }
}
