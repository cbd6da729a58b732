package dev.millrace.cascade.source;

import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.Query;

/** Items of greatest inner product with the user's vector. */
public final class UserVectorSource implements CandidateSource {
    private final VectorIndex index;

    /** Creates the source over an index, which stays the caller's. */
    public UserVectorSource(VectorIndex index) {
        this.index = index;
    }

    @Override
    public Source source() {
        return Source.USER;
    }

    @Override
    public void propose(Query query, int count, Proposals into) {
        if (isZero(query.userVector())) {
            return;
        }
        TopItems top = into.top(Math.min(count, query.eligible().count()));
        into.searched(index.search(query.userVector(), query.eligible(), into.effort(), top));
        into.addAll(top);
    }

    /** A cold user's vector is empty; one that is all zero prefers nothing either. */
    private static boolean isZero(float[] vector) {
        for (float value : vector) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
