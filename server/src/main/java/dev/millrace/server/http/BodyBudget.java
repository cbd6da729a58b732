package dev.millrace.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** What the bodies that are arriving may take of the heap, over all connections. Thread-safe. */
final class BodyBudget {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    BodyBudget(long most) {
        this.most = most;
    }

    /** Returns a share of what the heap may take. */
    static BodyBudget ofHeap(double share) {
        return new BodyBudget((long) (share * Runtime.getRuntime().maxMemory()));
    }

    /** Returns what there is in all. */
    long most() {
        return most;
    }

    /** Takes bytes, or returns false where there are not as many left. */
    boolean take(int bytes) {
        long before = taken.get();
        while (before + bytes <= most) {
            if (taken.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = taken.get();
        }
        return false;
    }

    void giveBack(int bytes) {
        taken.addAndGet(-bytes);
    }
}
