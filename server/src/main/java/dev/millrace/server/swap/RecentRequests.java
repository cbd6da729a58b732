package dev.millrace.server.swap;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/** Keeps the latest requests that are not out of the ordinary long, to be replayed on a new release. Thread-safe. */
public final class RecentRequests implements Consumer<Request> {
    /** A list of 2,000 ids of usual length to be ranked has half of it. */
    private static final int MAX_CHARACTERS = 1 << 18;
    /** What an id takes beside its characters. */
    private static final int ID_CHARACTERS = 32;

    private final AtomicReferenceArray<Request> ring;
    private final AtomicInteger next = new AtomicInteger();

    /** Creates it to keep {@code capacity} requests, {@code > 0}. */
    public RecentRequests(int capacity) {
        this.ring = new AtomicReferenceArray<>(capacity);
    }

    @Override
    public void accept(Request request) {
        if (characters(request) > MAX_CHARACTERS) {
            return;
        }
        ring.set(Integer.remainderUnsigned(next.getAndIncrement(), ring.length()), request);
    }

    /** Returns about how many characters there are in the lists, the only parts of a request that can be long. */
    private static int characters(Request request) {
        int characters = 0;
        for (HistoryEvent event : request.history()) {
            characters += ID_CHARACTERS + event.itemId().length();
        }
        for (String id : request.exclude().itemIds()) {
            characters += ID_CHARACTERS + id.length();
        }
        if (request.itemIds() != null) {
            for (String id : request.itemIds()) {
                characters += ID_CHARACTERS + id.length();
            }
        }
        return characters;
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
