package dev.millrace.edge;

import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleKey;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.edge.store.EventLog;
import dev.millrace.edge.store.EventStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The recommender on a device: one signed bundle, one user, no network.
 *
 * <pre>{@code
 * try (EdgeRecommender shop = EdgeRecommender.open(path, trustedKey)) {
 *     shop.observe(Event.view("i9"));
 *     List<Recommendation> list = shop.recommend(Request.items(20).filter("category:books").build());
 * }
 * }</pre>
 *
 * <p>Thread-safe: one writer at a time observes, any number of readers ask. Closed once by the app; a list that is
 * being made then is still made, whoever asks later gets an {@link IllegalStateException}.
 */
public final class EdgeRecommender implements AutoCloseable {
    private final EdgeOptions options;
    private final TrustedKeys keys;
    private final EventStore store;
    private final AtomicInteger forgotten = new AtomicInteger();
    private volatile @Nullable Running running;
    private volatile @Nullable Report lastReport;

    EdgeRecommender(Model model, TrustedKeys keys, EdgeOptions options, EventStore store) {
        this.options = options;
        this.keys = keys;
        this.store = store;
        this.running = new Running(model, options, store);
    }

    /** Opens a bundle signed with the one key, without a store; see {@link #open(Path, TrustedKeys, EdgeOptions)}. */
    public static EdgeRecommender open(Path bundle, BundleKey trustedKey) {
        return open(bundle, TrustedKeys.of(trustedKey), EdgeOptions.DEFAULT);
    }

    /**
     * Opens a bundle: verifies all of it, maps it, and reads the user's events.
     *
     * @throws BadBundleException when it is missing, not as signed, older than the options allow, or does not fit this
     *     code
     * @throws IllegalStateException when the engine needs ONNX Runtime and it cannot be loaded
     * @throws dev.millrace.edge.store.BadStoreException when the store file cannot be used
     * @throws java.io.UncheckedIOException when the bundle or the store cannot be read, or the store's key not be used
     */
    public static EdgeRecommender open(Path bundle, TrustedKeys keys, EdgeOptions options) {
        Bundle opened = Bundle.open(bundle, keys, options.minimumBundle());
        EventStore store = options.storeFile() == null
                ? EventStore.inMemory(options.storeLimits())
                : EventStore.open(options.storeFile(), options.storeKey(), options.storeLimits());
        try {
            return new EdgeRecommender(BundledModel.read(opened, options), keys, options, store);
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    /**
     * Refuses a verified bundle that {@link #open(Path, TrustedKeys, EdgeOptions)} would refuse with these options, for
     * who puts it in the place of another. Nothing of it is kept.
     *
     * @throws BadBundleException when it does not fit this code
     * @throws IllegalStateException when the engine needs ONNX Runtime and it cannot be loaded
     */
    public static void check(Bundle bundle, EdgeOptions options) {
        BundledModel.check(bundle, options);
    }

    /**
     * Notes what the user did. It stays on the device, and counts from the next list on. Durable when this returns,
     * where there is a store.
     *
     * @return false where an event of that {@link Event#eventId} is among the newest ones that are kept, and this one
     *     does not count
     * @throws IllegalArgumentException when the bundle declares no such event type
     * @throws java.io.UncheckedIOException when it cannot be written, such as where the store's key is locked; then it
     *     does not count
     */
    public boolean observe(Event event) {
        Running now = enter();
        try {
            checkType(now.model().catalog().items(), event.type());
            return store.add(now.history().timed(event));
        } finally {
            now.leave();
        }
    }

    private static void checkType(ItemTable items, String type) {
        if (items.schema().eventType(type) < 0) {
            StringBuilder names = new StringBuilder();
            for (int i = 0; i < items.schema().eventTypes().size(); i++) {
                names.append(i == 0 ? "" : ", ")
                        .append(items.schema().eventTypes().get(i).name());
            }
            throw new IllegalArgumentException("event type: '" + type + "' (expected: one of " + names + ")");
        }
    }

    /**
     * Returns the best items for the user, best first; fewer than asked for where no more are eligible.
     *
     * @throws IllegalArgumentException when the request is not understood; the message names the part
     */
    public List<Recommendation> recommend(Request request) {
        Running now = enter();
        try {
            return shown(now, answer(now, cascadeRequest(now, request, null)));
        } finally {
            now.leave();
        }
    }

    /**
     * Reorders a list made elsewhere, by what only the device knows. Items the bundle does not know stay at the places
     * they have in the list; the others take each other's. Items that the bundle's rules leave out are dropped.
     *
     * @param itemIds the server's list, best first; an id that comes twice counts once
     * @param numResults the greatest length of the result, &gt; 0
     */
    public List<Recommendation> rerank(List<String> itemIds, int numResults) {
        return rerank(itemIds, Request.items(numResults).build());
    }

    /** Does the same under a request that may filter, exclude and explain; what it leaves out, unknown items never. */
    public List<Recommendation> rerank(List<String> itemIds, Request request) {
        Running now = enter();
        try {
            if (itemIds.isEmpty()) {
                return Collections.emptyList();
            }
            Response response = answer(now, cascadeRequest(now, request, itemIds));
            return Slots.join(itemIds, response.unknownItemIds(), shown(now, response), request.numResults());
        } finally {
            now.leave();
        }
    }

    /** A list is never longer than the bundle, and its stages are planned by how long it is to be. */
    private static dev.millrace.cascade.Request cascadeRequest(
            Running now, Request request, @Nullable List<String> itemIds) {
        int most = Math.max(1, now.model().catalog().items().size());
        return new dev.millrace.cascade.Request(
                DeviceHistory.USER,
                Collections.emptyList(),
                itemIds == null ? Math.min(request.numResults(), most) : itemIds.size(),
                request.filter(),
                new dev.millrace.cascade.Request.Exclude(request.excludeSeen(), request.excludeItemIds()),
                request.context(),
                diversity(request.diversity()),
                request.reasons()
                        ? dev.millrace.cascade.Request.Explain.REASONS
                        : dev.millrace.cascade.Request.Explain.NONE,
                itemIds,
                null);
    }

    private static dev.millrace.cascade.Request.Diversity diversity(float strength) {
        return Float.isNaN(strength)
                ? dev.millrace.cascade.Request.Diversity.DEFAULT
                : new dev.millrace.cascade.Request.Diversity(
                        dev.millrace.cascade.Request.Diversity.Method.MMR, strength);
    }

    private Response answer(Running now, dev.millrace.cascade.Request request) {
        int before = forgotten.get();
        try {
            Response response =
                    now.cascade().recommend(request, Deadline.after(options.deadline(), options.tickerNanos()));
            lastReport = Report.of(
                    response, info(now.model()), now.history().history().size(), store.bytes());
            return response;
        } finally {
            if (forgotten.get() != before) {
                // The list may be of events that are forgotten now, and have left something of them behind.
                now.forget();
            }
        }
    }

    private static List<Recommendation> shown(Running now, Response response) {
        Column.@Nullable Texts titles = titles(now.model().catalog().items());
        List<Recommendation> list = new ArrayList<>(response.items().size());
        for (Response.Item item : response.items()) {
            list.add(new Recommendation(
                    item.itemId(),
                    titles == null ? "" : titles.value(item.ordinal()),
                    item.score(),
                    item.scoredBy(),
                    item.sources(),
                    item.reasons()));
        }
        return list;
    }

    private static Column.@Nullable Texts titles(ItemTable items) {
        for (int i = 0; i < items.columns().size(); i++) {
            if (items.schema().fields().get(i).role() == Field.Role.TITLE) {
                return (Column.Texts) items.columns().get(i);
            }
        }
        return null;
    }

    /** Returns the attributes of an item by field name, empty where the bundle does not know it. */
    public Map<String, Object> attributes(String itemId) {
        Running now = enter();
        try {
            ItemTable items = now.model().catalog().items();
            int item = items.ordinal(itemId);
            return item < 0 ? Collections.emptyMap() : items.attributes(item);
        } finally {
            now.leave();
        }
    }

    /**
     * Removes every event and counter of the user, in memory and on disk.
     *
     * @throws java.io.UncheckedIOException when the file cannot be emptied or removed; in memory they are gone
     */
    public void forget() {
        Running now = enter();
        try {
            store.forget();
        } finally {
            try {
                forgotten.incrementAndGet();
                lastReport = null;
                forgetWhatIsKept();
            } finally {
                now.leave();
            }
        }
    }

    /** Does so in the bundle that runs now, which may be another than when the forgetting began. */
    private void forgetWhatIsKept() {
        Running now = running;
        if (now != null && now.enter()) {
            try {
                now.forget();
            } finally {
                now.leave();
            }
        }
    }

    /**
     * Takes a newer bundle into use, between two lists. One that is refused leaves the running one as it is.
     *
     * @throws BadBundleException when it is missing, not as signed, older than the running one, or does not fit this
     *     code
     * @throws java.io.UncheckedIOException when it cannot be read
     */
    public void swap(Path newBundle) {
        long least = Math.max(options.minimumBundle(), bundle().number());
        swap(newBundle, BundledModel.read(Bundle.open(newBundle, keys, least), options));
    }

    /** Takes it into use, unless the recommender was closed, or given a newer one, while it was opened. */
    synchronized void swap(Path file, Model model) {
        Running old = running;
        if (old == null || model.number() < old.model().number()) {
            model.reranker().close();
            model.fineRanker().close();
            if (old == null) {
                throw closed();
            }
            throw new BadBundleException(
                    file,
                    "number " + model.number() + " (expected: at least "
                            + old.model().number() + ", running)");
        }
        Running next = new Running(model, options, store);
        running = next;
        // A forgetting since it was made may have found the old one.
        next.history().forget();
        old.retire();
    }

    /** Returns the fields and event types of the running bundle. */
    public Schema schema() {
        Running now = enter();
        try {
            return now.model().catalog().items().schema();
        } finally {
            now.leave();
        }
    }

    /** Returns what the running bundle says of itself. */
    public BundleInfo bundle() {
        Running now = enter();
        try {
            return info(now.model());
        } finally {
            now.leave();
        }
    }

    private BundleInfo info(Model model) {
        return new BundleInfo(
                model.number(),
                model.release(),
                model.catalog().items().size(),
                model.expires(),
                options.clockMillis().getAsLong() >= model.expires().toEpochMilli(),
                model.engine(),
                model.bytes());
    }

    /** Returns how the last list came about, or null before the first. */
    public @Nullable Report lastReport() {
        return lastReport;
    }

    /** Returns the user's events, such as for sending them to a server. */
    public EventLog events() {
        return store;
    }

    private Running enter() {
        while (true) {
            Running now = running;
            if (now == null) {
                throw closed();
            }
            if (now.enter()) {
                return now;
            }
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("recommender: closed");
    }

    @Override
    public synchronized void close() {
        Running old = running;
        running = null;
        if (old != null) {
            old.retire();
            store.close();
        }
    }
}
