package dev.millrace.training.pipeline;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.RankingFeatures;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.retrieval.RetrievalStage;
import dev.millrace.training.rerank.RerankExamples;
import dev.millrace.training.rerank.RerankLessons;
import dev.millrace.training.sequence.HeldOut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs held-out users through the first stages as serving would, and writes down what the next model is to learn from.
 * One thread at a time; it has others run users beside each other, which changes nothing in what is written.
 */
final class ExampleCollector {
    private static final long MAX_BYTES = 1L << 30;

    private final FirstStage stage;
    private final RetrievalStage retrieval;
    private final Features features;
    private final TrainingProgress progress;
    private final List<Gatherer> gatherers;

    ExampleCollector(FirstStage stage, RetrievalStage retrieval, int threads, TrainingProgress progress) {
        this.stage = stage;
        this.retrieval = retrieval;
        this.features = new RankingFeatures(stage.catalog());
        this.progress = progress;
        this.gatherers = Stream.generate(Gatherer::new).limit(threads).toList();
    }

    /** Runs a user through the first stages. One thread at a time; what it holds is of the latest user. */
    private final class Gatherer {
        private final UserVectors userVectors = stage.userVectors();
        private final Candidates candidates = new Candidates();
        private final BitSet wanted = new BitSet();

        void gather(HeldOutUser user) {
            Query query = stage.query(user.history(), userVectors);
            candidates.clear();
            retrieval.retrieve(query, Cascade.Widths.DEFAULT.retrieve(), candidates);
            features.build(query, candidates);
            wanted.clear();
            for (int target : user.targets()) {
                wanted.set(target);
            }
        }

        boolean add(HeldOutUser user, List<RerankExamples> all) {
            boolean useful = true;
            for (RerankExamples examples : all) {
                useful &= examples.add(candidates, item -> wanted.get(item) ? 1 : 0, user.targets().length);
            }
            return useful;
        }
    }

    /**
     * Returns the queries of held-out users in which the retriever found a target.
     *
     * @param ends one past the last event to know, for every user of the data
     */
    RankingLessons lessons(HeldOutParts parts, int[] ends, long seed) {
        RerankExamples training = examples(RerankExamples.Sampling.TRAINING, seed);
        RerankExamples validation = examples(RerankExamples.Sampling.VALIDATION, seed);
        boolean crossed = parts.folds() > 1;
        List<HeldOutUser> learned = collect(parts.learn(), crossed ? List.of(training, validation) : List.of(training));
        List<HeldOutUser> judged = crossed ? learned : collect(parts.judge(), List.of(validation));
        return new RankingLessons(
                new RerankLessons(training, validation, parts.folds()), heldOut(learned, ends), heldOut(judged, ends));
    }

    private RerankExamples examples(RerankExamples.Sampling sampling, long seed) {
        return new RerankExamples(features.names(), sampling, MAX_BYTES, seed);
    }

    /** Adds the users' queries to all of the examples, while all have room; returns whose were added. */
    private List<HeldOutUser> collect(List<HeldOutUser> users, List<RerankExamples> all) {
        List<HeldOutUser> added = new ArrayList<>();
        for (int from = 0; from < users.size(); from += gatherers.size()) {
            int first = from;
            int count = Math.min(gatherers.size(), users.size() - first);
            IntStream.range(0, count).parallel().forEach(i -> gatherers.get(i).gather(users.get(first + i)));
            for (int i = 0; i < count; i++) {
                if (all.stream().anyMatch(RerankExamples::full)) {
                    return added;
                }
                if (gatherers.get(i).add(users.get(first + i), all)) {
                    added.add(users.get(first + i));
                }
            }
            progress.at((double) first / users.size(), first + " of " + users.size() + " users");
        }
        return added;
    }

    /**
     * Returns held-out users as the sequence learner takes them.
     *
     * @param ends one past the last event to know, for every user of the data
     */
    HeldOut heldOut(List<HeldOutUser> users, int[] ends) {
        int[] offsets = new int[users.size() + 1];
        for (int i = 0; i < users.size(); i++) {
            offsets[i + 1] = offsets[i] + users.get(i).targets().length;
        }
        int[] ordinals = users.stream().mapToInt(HeldOutUser::user).toArray();
        return new HeldOut(
                ordinals,
                Arrays.stream(ordinals).map(user -> ends[user]).toArray(),
                offsets,
                join(users.stream().map(HeldOutUser::targets).toList()),
                stage.catalog().statistics().dataEndMillis());
    }

    private static int[] join(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
