package dev.millrace.benchmarks;

import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.Retriever;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.Query;
import java.util.Arrays;

/**
 * What a cascade is to be measured against: the fine ranker over every eligible item, without a search before and
 * without a re-ranker, whose scores nobody would see. Stateless.
 */
final class ScoreEverything {
    /** Rows a run: the numbers between two operators of the graph then stay in cache. */
    private static final int ROWS = 1_000;

    /** Says in the place of widths that it is wanted. */
    static final String NAME = "everything";

    private ScoreEverything() {}

    /** Returns such stages in the place of others, which they close. */
    static Cascade.Stages around(Cascade.Stages stages) {
        return new Cascade.Stages(
                stages.filter(),
                stages.userVectors(),
                new Everything(stages.retriever()),
                stages.features(),
                new Silent(stages.reranker()),
                new InParts(stages.fineRanker()),
                stages.policy());
    }

    private record Everything(Retriever closed) implements Retriever {
        @Override
        public Retrieval retrieve(Query query, int width, Candidates into) {
            Eligible eligible = query.eligible();
            for (int item = eligible.next(0); item >= 0; item = eligible.next(item + 1)) {
                into.add(item, Source.FILL.bit(), 0);
            }
            return new Retrieval("none", eligible.selectivity(), 0, true);
        }

        @Override
        public void close() {
            closed.close();
        }
    }

    private record Silent(Ranker closed) implements Ranker {
        @Override
        public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
            throw new IllegalStateException("asked (expected: passed by)");
        }

        @Override
        public boolean applies(Query query) {
            return false;
        }

        @Override
        public void close() {
            closed.close();
        }
    }

    private record InParts(Ranker whole) implements Ranker {
        @Override
        public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
            score(query, candidates, rows, count, scores, new Cancellation());
        }

        @Override
        public void score(
                Query query, Candidates candidates, int[] rows, int count, float[] scores, Cancellation cancellation) {
            float[] some = new float[Math.min(ROWS, count)];
            for (int begin = 0; begin < count; begin += ROWS) {
                int size = Math.min(ROWS, count - begin);
                int[] part = Arrays.copyOfRange(rows, begin, begin + size);
                whole.score(query, candidates, part, size, some, cancellation);
                System.arraycopy(some, 0, scores, begin, size);
            }
        }

        @Override
        public boolean applies(Query query) {
            return whole.applies(query);
        }

        @Override
        public void close() {
            whole.close();
        }
    }
}
