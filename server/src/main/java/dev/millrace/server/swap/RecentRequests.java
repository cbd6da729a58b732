package dev.millrace.server.swap;

import dev.millrace.cascade.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/** Keeps the latest requests, to be replayed on a new release. Thread-safe. */
public final class RecentRequests implements Consumer<Request> {
    private final AtomicReferenceArray<Request> ring;
    private final AtomicInteger next = new AtomicInteger();

    /** Creates it to keep {@code capacity} requests, {@code > 0}. */
    public RecentRequests(int capacity) {
        this.ring = new AtomicReferenceArray<>(capacity);
    }

    @Override
    public void accept(Request request) {
        ring.set(Integer.remainderUnsigned(next.getAndIncrement(), ring.length()), request);
    }

    /** Returns the requests kept, in no particular order. */
    List<Request> list() {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < ring.length(); i++) {
            Request request = ring.get(i);
            if (request != null) {
                requests.add(request);
            }
        }
        return requests;
    }
}
