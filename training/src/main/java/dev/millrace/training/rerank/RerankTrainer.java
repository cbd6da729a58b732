package dev.millrace.training.rerank;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Fits a {@link RerankNetwork}: first the linear path, then, with enough queries, everything.
 *
 * <p>The linear path starts from a belief that holds on most data, similar and near items first, and is drawn back to
 * it as if the belief were worth some queries; with a hundred events it hardly leaves it. The hidden layers begin by
 * saying nothing. After every pass the loss on validation is taken, and the best state of all, the first included, is
 * the result, so that more freedom is never paid for with less quality on validation.
 *
 * <p>Immutable and thread-safe. The same lessons, configuration and seed give the same network bit for bit.
 */
public final class RerankTrainer {
    /** Where the linear path starts, for standardised features; all others at 0. */
    private static final Map<String, Float> BELIEF = Map.of(
            "similar.recency", 0.8f, "user.dot", 0.6f, "user.cosine", 0.2f, "item.recent", 0.2f, "repeat.count", 0.2f);

    private final RerankConfig config;

    /** Creates a trainer. */
    public RerankTrainer(RerankConfig config) {
        this.config = config;
    }

    /**
     * Trains.
     *
     * @param lessons what to learn from and to judge by; none at all gives the initial belief
     * @param progress hears how it goes on
     */
    public RerankOutcome train(RerankLessons lessons, RerankProgress progress) {
        RerankExamples training = lessons.training();
        Standardizer standardizer = Standardizer.fit(training);
        RerankNetwork start = RerankNetwork.create(training.names(), standardizer, 0, config.seed());
        for (int i = 0; i < training.names().size(); i++) {
            start.linear[i] = BELIEF.getOrDefault(training.names().get(i), 0f);
        }
        boolean deep = training.size() >= config.hiddenQueries();
        RerankSearch search =
                new RerankSearch(config, lessons, start, Collections.nCopies(lessons.folds(), start), progress);
        search.begin(deep ? 2 : 1, deep ? start.deepen(config.hidden(), 0) : start);
        search.phase(false);
        if (deep) {
            search.phase(true);
        }
        return search.outcome();
    }

    /**
     * Goes on from trained networks with further features, which count for nothing at first, and go on doing so where
     * heeding them does not raise the NDCG@10 on validation.
     *
     * @param trained from the same lessons without the further features
     * @param lessons whose last features are new
     */
    public RerankOutcome extend(RerankOutcome trained, RerankLessons lessons, RerankProgress progress) {
        List<String> names = lessons.training().names();
        Standardizer standardizer = trained.network().standardizer.extend(lessons.training());
        RerankNetwork start = trained.network().extend(names, standardizer);
        List<RerankNetwork> starts = new ArrayList<>();
        trained.folds().forEach(fold -> starts.add(fold.extend(names, standardizer)));
        RerankSearch search = new RerankSearch(config, lessons, start, starts, progress);
        search.begin(start.deep() ? 2 : 1, start);
        search.phase(false);
        if (start.deep()) {
            search.phase(true);
        }
        RerankOutcome outcome = search.outcome();
        boolean better = PairedGain.of(outcome.qualities(), trained.qualities()).mean() > 0;
        return better
                ? outcome
                : new RerankOutcome(
                        start,
                        starts,
                        outcome.curve(),
                        trained.qualities(),
                        trained.ndcg(),
                        outcome.retrievalNdcg(),
                        outcome.bestFeature(),
                        trained.gain());
    }
}
