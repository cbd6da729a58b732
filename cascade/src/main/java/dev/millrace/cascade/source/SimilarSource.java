package dev.millrace.cascade.source;

import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.SimilarItems;
import java.util.List;

/**
 * Items similar to the user's latest: the weights of the similar lists of the latest events, summed, each event
 * counting its type's weight and a little less than the event after it.
 */
public final class SimilarSource implements CandidateSource {
    private static final int EVENTS = 20;
    private static final float DECAY = 0.85f;

    private final SimilarItems similar;
    private final List<EventType> types;

    /** Creates the source over similar lists, which are shared. */
    public SimilarSource(SimilarItems similar, List<EventType> types) {
        this.similar = similar;
        this.types = List.copyOf(types);
    }

    @Override
    public Source source() {
        return Source.SIMILAR;
    }

    @Override
    public void propose(Query query, int count, Proposals into) {
        History history = query.history();
        ItemScores scores = into.scores();
        float recency = 1;
        for (int i = history.size() - 1; i >= 0 && i >= history.size() - EVENTS; i--) {
            float weight = recency * types.get(history.type(i)).weight();
            int item = history.item(i);
            for (int at = similar.begin(item); at < similar.end(item); at++) {
                if (query.eligible().contains(similar.neighbour(at))) {
                    scores.add(similar.neighbour(at), weight * similar.weight(at), 0);
                }
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
