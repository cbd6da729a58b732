package dev.millrace.cascade.source;

import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import java.util.List;

/**
 * The user's own items, where seen items may return; where they may not, none of them is eligible. Often and lately
 * counts most: the weights of an item's events, summed, each a little less than the one after it.
 */
public final class RepeatSource implements CandidateSource {
    private static final float DECAY = 0.98f;

    private final List<EventType> types;

    /** Creates the source. */
    public RepeatSource(List<EventType> types) {
        this.types = List.copyOf(types);
    }

    @Override
    public Source source() {
        return Source.REPEAT;
    }

    @Override
    public void propose(Query query, int count, Proposals into) {
        History history = query.history();
        ItemScores scores = into.scores();
        float recency = 1;
        for (int i = history.size() - 1; i >= 0; i--) {
            if (query.eligible().contains(history.item(i))) {
                scores.add(history.item(i), recency * types.get(history.type(i)).weight(), 0);
            }
            recency *= DECAY;
        }
        TopItems top = into.top(Math.min(count, scores.size()));
        for (int i = 0; i < scores.size(); i++) {
            top.offer(scores.item(i), scores.score(i));
        }
        top.sort();
        into.addAll(top);
    }
}
