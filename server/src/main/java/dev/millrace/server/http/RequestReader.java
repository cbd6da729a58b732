package dev.millrace.server.http;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.server.admission.Priority;
import dev.millrace.server.config.LimitConfig;
import dev.millrace.server.config.RequestConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the body of a recommend or a rank request. One instance reads one body; the static methods are thread-safe. */
public final class RequestReader {
    /** 9999-12-31T23:59:59.999Z. */
    static final long MAX_TIMESTAMP = 253_402_300_799_999L;

    private static final List<String> RECOMMEND_MEMBERS = List.of(
            "userId",
            "history",
            "numResults",
            "filter",
            "exclude",
            "context",
            "diversity",
            "timeoutMs",
            "priority",
            "explain",
            "requestId");
    private static final List<String> RANK_MEMBERS = new ArrayList<>(RECOMMEND_MEMBERS);
    private static final List<String> EXPLAIN = List.of("none", "reasons", "features");
    private static final List<String> PRIORITY =
            Arrays.stream(Priority.values()).map(Priority::label).toList();
    private static final List<String> DIVERSITY = List.of("policy", "none", "mmr");

    static {
        RANK_MEMBERS.addFirst("itemIds");
    }

    private final LimitConfig limits;
    private final RequestConfig defaults;
    private final List<String> eventTypes;
    private final boolean rank;

    private @Nullable String userId;
    private final List<HistoryEvent> history = new ArrayList<>();
    private int numResults;
    private @Nullable String filter;
    private @Nullable Boolean excludeSeen;
    private final List<String> excludedIds = new ArrayList<>(0);
    private final Map<String, String> context = new HashMap<>(4);
    private Request.Diversity diversity = Request.Diversity.DEFAULT;
    private Request.Explain explain = Request.Explain.NONE;
    private final List<String> itemIds = new ArrayList<>();
    private @Nullable String requestId;
    private Duration timeout;

    private RequestReader(LimitConfig limits, RequestConfig defaults, Schema schema, boolean rank) {
        this.limits = limits;
        this.defaults = defaults;
        this.eventTypes = schema.eventTypes().stream().map(EventType::name).toList();
        this.rank = rank;
        this.timeout = defaults.timeout();
    }

    /** A request and its budget. Immutable. */
    public record Timed(Request request, Duration timeout) {}

    /**
     * Reads the body of a recommend request.
     *
     * @throws ProblemException naming the member that does not fit
     */
    public static Timed recommend(LimitConfig limits, RequestConfig defaults, Schema schema, byte[] body) {
        return new RequestReader(limits, defaults, schema, false).read(body);
    }

    static Timed rank(LimitConfig limits, RequestConfig defaults, Schema schema, byte[] body) {
        return new RequestReader(limits, defaults, schema, true).read(body);
    }

    private Timed read(byte[] body) {
        JsonCursor.readBody(
                body,
                cursor -> cursor.readObject(
                        rank ? RANK_MEMBERS : RECOMMEND_MEMBERS,
                        rank ? List.of("itemIds") : List.of(),
                        name -> member(cursor, name)));
        if (numResults == 0) {
            numResults = rank ? itemIds.size() : defaults.numResults();
        }
        // The caller of a rank request named the items: one already seen is left out only when they say so.
        Boolean seen = (rank && excludeSeen == null) ? Boolean.FALSE : excludeSeen;
        Request request = new Request(
                userId,
                history,
                numResults,
                filter,
                new Request.Exclude(seen, excludedIds),
                context,
                diversity,
                explain,
                rank ? itemIds : null,
                requestId);
        return new Timed(request, timeout);
    }

    private void member(JsonCursor cursor, String name) {
        switch (name) {
            case "userId" -> userId = cursor.readId(limits.maxIdLength());
            case "history" -> {
                EventReader events = new EventReader(cursor, limits.maxIdLength(), eventTypes);
                cursor.readArray("history", limits.maxHistory(), () -> history.add(events.read()));
            }
            case "numResults" ->
                numResults = (int) cursor.readInteger(
                        1, rank ? Math.max(limits.maxResults(), limits.maxItemIds()) : limits.maxResults());
            case "filter" -> filter = cursor.readString(1, limits.maxFilterLength());
            case "exclude" -> exclude(cursor);
            case "context" -> context(cursor);
            case "diversity" -> diversity = diversity(cursor);
            case "timeoutMs" ->
                timeout = Duration.ofMillis(
                        cursor.readInteger(1, defaults.maxTimeout().toMillis()));
            // Heeded when the request was let in; here it is held to what there is.
            case "priority" -> cursor.readChoice(PRIORITY);
            case "explain" -> explain = Request.Explain.values()[cursor.readChoice(EXPLAIN)];
            case "itemIds" -> itemIds(cursor);
            case "requestId" -> requestId = cursor.readId(limits.maxIdLength());
            default -> throw new AssertionError(name);
        }
    }

    private void exclude(JsonCursor cursor) {
        cursor.readObject(List.of("seen", "itemIds"), List.of(), name -> {
            if (name.equals("seen")) {
                excludeSeen = cursor.readBoolean();
            } else {
                cursor.readArray(
                        "exclude.itemIds",
                        limits.maxExcluded(),
                        () -> excludedIds.add(cursor.readId(limits.maxIdLength())));
            }
        });
    }

    private void context(JsonCursor cursor) {
        cursor.readEntries("context", limits.maxContextEntries(), name -> {
            cursor.checkString(name, 1, limits.maxContextLength());
            context.put(name, cursor.readString(0, limits.maxContextLength()));
        });
    }

    private static Request.Diversity diversity(JsonCursor cursor) {
        var method = new Request.Diversity.Method[] {Request.Diversity.Method.POLICY};
        float[] strength = {Float.NaN};
        cursor.readObject(List.of("method", "strength"), List.of(), name -> {
            if (name.equals("method")) {
                method[0] = Request.Diversity.Method.values()[cursor.readChoice(DIVERSITY)];
            } else {
                strength[0] = (float) cursor.readNumber(0, 1);
            }
        });
        if (method[0] != Request.Diversity.Method.MMR && !Float.isNaN(strength[0])) {
            String said = DIVERSITY.get(method[0].ordinal());
            throw Problem.member("/diversity/strength", "strength with the method " + said + " (expected: method mmr)")
                    .exception();
        }
        return new Request.Diversity(method[0], strength[0]);
    }

    private void itemIds(JsonCursor cursor) {
        cursor.readArray("itemIds", limits.maxItemIds(), () -> itemIds.add(cursor.readId(limits.maxIdLength())));
        if (itemIds.isEmpty()) {
            throw Problem.member("/itemIds", "itemIds: no element (expected: 1 to " + limits.maxItemIds() + ")")
                    .exception();
        }
    }

    /** Reads the events of a history, one after the other. */
    private static final class EventReader {
        private static final List<String> MEMBERS = List.of("itemId", "type", "timestamp");
        private static final List<String> REQUIRED = List.of("itemId", "type");

        private final JsonCursor cursor;
        private final int maxIdLength;
        private final List<String> eventTypes;
        private final JsonCursor.MemberReader member = this::member;
        private String itemId = "";
        private String type = "";
        private long timestamp = History.NO_TIME;

        EventReader(JsonCursor cursor, int maxIdLength, List<String> eventTypes) {
            this.cursor = cursor;
            this.maxIdLength = maxIdLength;
            this.eventTypes = eventTypes;
        }

        HistoryEvent read() {
            timestamp = History.NO_TIME;
            cursor.readObject(MEMBERS, REQUIRED, member);
            return new HistoryEvent(itemId, type, timestamp);
        }

        private void member(String name) {
            switch (name) {
                case "itemId" -> itemId = cursor.readId(maxIdLength);
                case "type" -> type = eventTypes.get(cursor.readChoice(eventTypes));
                default -> timestamp = cursor.readInteger(0, MAX_TIMESTAMP);
            }
        }
    }
}
