package dev.millrace.datasets;

import dev.millrace.cascade.feature.EventType;
import dev.millrace.datasets.RejectedRow.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The event types met so far, by code. One thread at a time. */
final class EventTypes {
    private static final int MOST = 127;

    private final List<EventType> types = new ArrayList<>();

    /** Returns the code of a type, a new one where it was not met before. */
    int code(String name) throws RowException {
        for (int code = 0; code < types.size(); code++) {
            if (types.get(code).name().equals(name)) {
                return code;
            }
        }
        if (name.isEmpty() || name.length() > 64) {
            throw new RowException(Reason.BAD_TYPE, "'" + abbreviated(name) + "' (expected: 1 to 64 characters)");
        }
        if (types.size() == MOST) {
            throw new RowException(Reason.BAD_TYPE, "'" + name + "': more than " + MOST + " event types");
        }
        types.add(new EventType(name, weight(name)));
        return types.size() - 1;
    }

    private static String abbreviated(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "..." : name;
    }

    /** How much a kind of event says about taste where the data does not tell: the dearer to the user, the more. */
    static float weight(String name) {
        return switch (name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "")) {
            case "purchase", "buy", "order", "orders", "transaction", "bought" -> 4;
            case "cart",
                    "carts",
                    "addtocart",
                    "basket",
                    "wishlist",
                    "fav",
                    "favorite",
                    "favourite",
                    "like",
                    "save",
                    "share" -> 2;
            default -> 1;
        };
    }

    /** Returns the types by code; {@code interaction} alone where none was met. */
    List<EventType> types() {
        return types.isEmpty() ? List.of(new EventType("interaction", 1)) : List.copyOf(types);
    }
}
