package dev.millrace.benchmarks.trial;

import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Retriever;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.policy.Policy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stages of a cascade, each of which can be made to fail. Thread-safe; closing them is their cascade's. */
final class FaultyStages {
    private static final int TIMES_SLOWER = 10;
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final Map<String, Switch> switches = new LinkedHashMap<>();

    FaultyStages() {
        for (String name : List.of("retrieve", "features", "rerank", "fine", "policy")) {
            switches.put(name, new Switch());
        }
    }

    /** What goes wrong with one stage now. Thread-safe. */
    private static final class Switch {
        private volatile Fault fault = Fault.NONE;

        /**
         * Does a stage's work as its fault allows; null where it gives nothing. One that hangs takes no notice of
         * cancelling.
         */
        <T> @Nullable T run(Supplier<T> work) {
            long begin = System.nanoTime();
            Fault now = fault;
            if (now == Fault.THROWS) {
                throw new IllegalStateException("made to fail");
            }
            while (fault == Fault.HANGS) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
            if (now == Fault.EMPTY) {
                return null;
            }
            T result = work.get();
            if (now == Fault.SLOW) {
                long end = System.nanoTime() + (TIMES_SLOWER - 1) * (System.nanoTime() - begin);
                for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
            return result;
        }

        boolean nan() {
            return fault == Fault.NAN;
        }
    }

    /** Returns the names of the stages in order. */
    List<String> names() {
        return List.copyOf(switches.keySet());
    }

    /** Makes a stage fail, or work again. */
    void set(String stage, Fault fault) {
        of(stage).fault = fault;
    }

    private Switch of(String stage) {
        Switch found = switches.get(stage);
        if (found == null) {
            throw new IllegalArgumentException("stage: " + stage + " (expected: one of " + switches.keySet() + ")");
        }
        return found;
    }

    /** Returns stages that do what others do, unless they are made to fail. */
    Cascade.Stages around(Cascade.Stages stages) {
        return new Cascade.Stages(
                stages.filter(),
                stages.userVectors(),
                new FaultyRetriever(stages.retriever(), of("retrieve")),
                new FaultyFeatures(stages.features(), of("features")),
                new FaultyRanker(stages.reranker(), of("rerank")),
                new FaultyRanker(stages.fineRanker(), of("fine")),
                new FaultyPolicy(stages.policy(), of("policy")));
    }

    private record FaultyRetriever(Retriever stage, Switch fault) implements Retriever {
        @Override
        public Retrieval retrieve(Query query, int width, Candidates into) {
            return retrieve(query, width, into, new Cancellation());
        }

        @Override
        public Retrieval retrieve(Query query, int width, Candidates into, Cancellation cancellation) {
            Retrieval found = fault.run(() -> stage.retrieve(query, width, into, cancellation));
            if (fault.nan()) {
                Candidates copy = new Candidates();
                for (int row = 0; row < into.size(); row++) {
                    copy.add(into.ordinal(row), into.sources(row), Float.NaN);
                }
                into.clear();
                for (int row = 0; row < copy.size(); row++) {
                    into.add(copy.ordinal(row), copy.sources(row), Float.NaN);
                }
            }
            return found == null ? new Retrieval("none", Double.NaN, 0, true) : found;
        }

        @Override
        public void close() {
            stage.close();
        }
    }

    private record FaultyFeatures(Features stage, Switch fault) implements Features {
        @Override
        public List<String> names() {
            return stage.names();
        }

        @Override
        public void build(Query query, Candidates candidates) {
            fault.run(() -> {
                stage.build(query, candidates);
                return true;
            });
            if (fault.nan()) {
                Arrays.fill(candidates.features(), Float.NaN);
            }
        }
    }

    private record FaultyRanker(Ranker stage, Switch fault) implements Ranker {
        @Override
        public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
            score(query, candidates, rows, count, scores, new Cancellation());
        }

        @Override
        public void score(
                Query query, Candidates candidates, int[] rows, int count, float[] scores, Cancellation cancellation) {
            fault.run(() -> {
                stage.score(query, candidates, rows, count, scores, cancellation);
                return true;
            });
            if (fault.nan()) {
                Arrays.fill(scores, 0, count, Float.NaN);
            }
        }

        @Override
        public boolean applies(Query query) {
            return stage.applies(query);
        }

        @Override
        public void close() {
            stage.close();
        }
    }

    private record FaultyPolicy(Policy stage, Switch fault) implements Policy {
        @Override
        public boolean excludesSeen() {
            return stage.excludesSeen();
        }

        @Override
        public @Nullable ItemSet hidden() {
            return stage.hidden();
        }

        /** A row that is no row stands for a number that is none. */
        @Override
        public int[] select(
                Query query,
                Candidates candidates,
                int[] ranked,
                int count,
                int numResults,
                Request.Diversity diversity) {
            int[] rows = fault.run(() -> stage.select(query, candidates, ranked, count, numResults, diversity));
            if (fault.nan() && rows != null) {
                Arrays.fill(rows, -1);
            }
            return rows == null ? new int[0] : rows;
        }
    }
}
