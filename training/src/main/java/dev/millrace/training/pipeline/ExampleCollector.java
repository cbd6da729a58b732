package dev.millrace.training.pipeline;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.finerank.PriorColumns;
import dev.millrace.retrieval.RetrievalStage;
import dev.millrace.training.rerank.RerankExamples;
import dev.millrace.training.sequence.HeldOut;
import dev.millrace.training.sequence.Shortlists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Runs held-out users through the first stages as serving would, and writes down what the next model is to learn from.
 * One thread at a time.
 */
final class ExampleCollector {
    private static final long MAX_BYTES = 1L << 30;
    private static final int SHORTLIST = 100;

    private final FirstStage stage;
    private final UserVectors userVectors;
    private final RetrievalStage retrieval;
    private final Features features;
    private final TrainingProgress progress;
    private final Candidates candidates = new Candidates();
    private final BitSet wanted = new BitSet();

    ExampleCollector(FirstStage stage, RetrievalStage retrieval, Features features, TrainingProgress progress) {
        this.stage = stage;
        this.userVectors = stage.userVectors();
        this.retrieval = retrieval;
        this.features = features;
        this.progress = progress;
    }

    RerankExamples rerankExamples(List<HeldOutUser> users, RerankExamples.Sampling sampling, long seed) {
        RerankExamples examples = new RerankExamples(features.names(), sampling, MAX_BYTES, seed);
        for (int i = 0; i < users.size() && !examples.full(); i++) {
            gather(users.get(i));
            examples.add(
                    candidates, item -> wanted.get(item) ? 1 : 0, users.get(i).targets().length);
            progress.at((double) i / users.size(), i + " of " + users.size() + " users");
        }
        return examples;
    }

    /**
     * Returns the best candidates of each user by the re-ranker, in an order of no meaning.
     *
     * @param ends one past the last event to know, for every user of the data
     */
    Shortlists shortlists(List<HeldOutUser> users, Ranker reranker, int[] ends, PriorColumns columns) {
        int[] offsets = new int[users.size() + 1];
        int[] targetOffsets = new int[users.size() + 1];
        List<int[]> items = new ArrayList<>();
        List<float[]> priors = new ArrayList<>();
        List<boolean[]> relevant = new ArrayList<>();
        for (int i = 0; i < users.size(); i++) {
            HeldOutUser user = users.get(i);
            Query query = gather(user);
            int[] ranked = rerank(query, reranker);
            int size = Math.min(SHORTLIST, candidates.size());
            int[] list = new int[size];
            float[] prior = new float[size * columns.count()];
            boolean[] hits = new boolean[size];
            for (int at = 0; at < size; at++) {
                int row = ranked[at];
                list[at] = candidates.ordinal(row);
                hits[at] = wanted.get(list[at]);
                columns.write(candidates, row, prior, at * columns.count());
            }
            items.add(list);
            priors.add(prior);
            relevant.add(hits);
            offsets[i + 1] = offsets[i] + size;
            targetOffsets[i + 1] = targetOffsets[i] + user.targets().length;
            progress.at((double) i / users.size(), i + " of " + users.size() + " users");
        }
        HeldOut heldOut = heldOut(users, targetOffsets, ends);
        return new Shortlists(heldOut, offsets, join(items), joinFloats(priors), columns.count(), joinFlags(relevant));
    }

    /** Returns held-out users as the sequence learner takes them. */
    HeldOut heldOut(List<HeldOutUser> users, int[] ends) {
        int[] offsets = new int[users.size() + 1];
        for (int i = 0; i < users.size(); i++) {
            offsets[i + 1] = offsets[i] + users.get(i).targets().length;
        }
        return heldOut(users, offsets, ends);
    }

    private HeldOut heldOut(List<HeldOutUser> users, int[] targetOffsets, int[] ends) {
        int[] ordinals = users.stream().mapToInt(HeldOutUser::user).toArray();
        return new HeldOut(
                ordinals,
                Arrays.stream(ordinals).map(user -> ends[user]).toArray(),
                targetOffsets,
                join(users.stream().map(HeldOutUser::targets).toList()),
                stage.catalog().statistics().dataEndMillis());
    }

    private Query gather(HeldOutUser user) {
        Query query = stage.query(user.history(), userVectors);
        candidates.clear();
        retrieval.retrieve(query, Cascade.Widths.DEFAULT.retrieve(), candidates);
        features.build(query, candidates);
        wanted.clear();
        for (int target : user.targets()) {
            wanted.set(target);
        }
        return query;
    }

    private int[] rerank(Query query, Ranker reranker) {
        int count = candidates.size();
        int[] ranked = candidates.rank();
        float[] scores = candidates.scratch(count);
        reranker.score(query, candidates, ranked, count, scores);
        for (int i = 0; i < count; i++) {
            candidates.lift(ranked[i], Tier.RERANK, scores[i]);
        }
        return candidates.rank();
    }

    private static int[] join(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }

    private static float[] joinFloats(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static boolean[] joinFlags(List<boolean[]> parts) {
        boolean[] all = new boolean[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (boolean[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
