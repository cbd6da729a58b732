package dev.millrace.edge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One recommended item. Immutable.
 *
 * @param itemId its external id
 * @param title its title, empty where it has none or the bundle does not know the item
 * @param score given by the stage {@code scoredBy} names, comparable within one list and stage only; NaN for
 *     {@code caller}
 * @param scoredBy {@code retrieve}, {@code rerank} or {@code fine}; {@code caller} where the bundle does not know the
 *     item, so that it stands where the caller's list had it
 * @param sources labels of the sources that proposed it
 * @param reasons why it is there, empty unless asked for
 */
public record Recommendation(
        String itemId, String title, float score, String scoredBy, List<String> sources, List<String> reasons) {
    /** The {@link #scoredBy} of an item that the bundle does not know. */
    public static final String CALLER = "caller";

    /** Copies the lists. */
    public Recommendation {
        sources = Collections.unmodifiableList(new ArrayList<>(sources));
        reasons = Collections.unmodifiableList(new ArrayList<>(reasons));
    }

    static Recommendation unknown(String itemId) {
        return new Recommendation(
                itemId, "", Float.NaN, CALLER, Collections.singletonList(CALLER), Collections.emptyList());
    }
}
