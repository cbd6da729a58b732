package dev.millrace.training.pipeline;

import dev.millrace.cascade.StoredHistories;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.policy.DeclaredPolicy;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.finerank.DjlFineRanker;
import dev.millrace.retrieval.RetrievalStage;
import dev.millrace.retrieval.dense.RecallReport;
import dev.millrace.training.evaluate.RankCost;
import dev.millrace.training.rerank.PairedGain;
import dev.millrace.training.rerank.RerankConfig;
import dev.millrace.training.rerank.RerankModel;
import dev.millrace.training.rerank.RerankOutcome;
import dev.millrace.training.rerank.RerankTrainer;
import dev.millrace.training.sequence.SequenceData;
import dev.millrace.training.sequence.SequenceFeatures;
import dev.millrace.training.sequence.SequenceFit;
import dev.millrace.training.sequence.SequenceGraph;
import dev.millrace.training.sequence.SequenceSettings;
import dev.millrace.training.sequence.SequenceTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Learns every stage from training events and writes a release.
 *
 * <p>The stages learn in the order of the request path, each from what the one before it produces for users whose next
 * items were kept back ({@link ValidationCut}). Then everything that may know all events, vectors, similar items,
 * statistics and the sequence encoder, is learned once more from all of them, with the settings and numbers of passes
 * found. What was learned on top, the two rankers, is kept: its inputs mean the same.
 *
 * <p>One thread at a time. What the factor and sequence learners did is kept in a work folder beside the releases and
 * is not done again after an interruption.
 */
public final class ReleaseTrainer {
    private static final int TRIED_USERS = 256;

    private final LearningData data;
    private final ValidationCut cut;
    private final JsonObject policy;
    private final TrainOptions options;
    private final TrainingProgress progress;

    /** Creates the trainer of one release; nothing runs yet. */
    public ReleaseTrainer(Learning learning, TrainOptions options, TrainingProgress progress) {
        this.data = learning.data();
        this.cut = learning.cut();
        this.policy = learning.policy();
        this.options = options;
        this.progress = progress;
    }

    /**
     * Trains and publishes.
     *
     * @param releases the folder of releases, created when missing
     * @param version the name of the new one
     * @param facts what it learns from, for the manifest
     * @return the release folder
     * @throws IllegalArgumentException when the version is no plain name or is there already
     */
    public Path train(Path releases, String version, JsonObject facts) throws IOException {
        ReleaseWriter.check(releases, version);
        DjlFineRanker.startEngine();
        SequenceTrainer.startEngine(options.threads());
        Path work = releases.resolve(".work-" + workName(facts));
        Files.createDirectories(work);
        LearningData fit = new LearningData(data.items(), cut.fit(), data.ordered(), data.repeats());
        FirstStageTrainer firstStages = new FirstStageTrainer(options, work, progress);
        SequenceData sequences = data.sequences();
        SequenceSettings settings = SequenceSettings.forData(
                        sequences, cut.horizonMillis(), data.repeats(), options.seed())
                .within(options.fineRankTime(), sequences.eventCount(), options.threads());
        announce(firstStages.estimate(data), settings, sequences);

        FirstStage early = firstStages.choose(fit);
        progress.begin("weights of the sources");
        FusionConfig fusion = FusionTuner.choose(early, cut.heldOut(), options.threads());
        progress.done(weights(fusion));
        HeldOutParts parts = HeldOutParts.deal(cut.heldOut(), options.seed());
        int[] ends = ends();
        SequenceTrainer trainer = new SequenceTrainer(sequences, settings, new SequenceConsole(progress));
        RankingLessons lessons;
        RerankOutcome reranker;
        SequenceFit encoder;
        try (RetrievalStage retrieval = RetrievalStage.exact(early.catalog(), fusion)) {
            ExampleCollector collector = new ExampleCollector(early, retrieval, options.threads(), progress);
            progress.begin("candidates for the rankers");
            lessons = collector.lessons(parts, ends, options.seed());
            progress.done(lessons.lessons().training().size() + " queries, "
                    + lessons.lessons().training().rows() + " rows");
            reranker = rerank(lessons);
            progress.begin("fine ranker on the part to fit");
            encoder = trainer.fit(
                    ends, collector.heldOut(cut.heldOut(), ends), Optional.of(work.resolve("sequence-fit.ckpt")));
            progress.done("best after " + encoder.curve().bestEpoch() + " passes");
        }
        RerankOutcome fine = fine(lessons, reranker, new SequenceFeatures(sequences, encoder.weights()));

        FirstStage late = firstStages.again(data, early);
        progress.begin("fine ranker on everything");
        SequenceFit last = trainer.refit(
                IntStream.range(0, data.events().users())
                        .map(user -> data.events().offsets()[user + 1])
                        .toArray(),
                encoder.curve().bestEpoch(),
                Optional.of(work.resolve("sequence-all.ckpt")));
        progress.done(encoder.curve().bestEpoch() + " passes");

        JsonObject metrics = metrics(early, reranker, encoder, fine, settings);
        Learned learned = new Learned(early, late, fusion, reranker, encoder, last, fine);
        Path folder = write(releases, version, facts, metrics, learned, sequences, settings);
        WorkFolder.delete(work);
        return folder;
    }

    /** Returns the same name for the same data and options, so that an interrupted training is found again. */
    private String workName(JsonObject facts) {
        return Integer.toHexString(facts.toString().hashCode() * 31 + options.hashCode());
    }

    private void announce(Duration factors, SequenceSettings settings, SequenceData sequences) {
        long passes = settings.plan().maxEpochs() * 3L / 2;
        Duration fine = Duration.ofSeconds(
                (long) (passes * settings.secondsPerEpoch(sequences.eventCount(), options.threads())));
        Duration total = factors.plus(fine).plusSeconds(20 + cut.heldOut().size() / 300);
        progress.say("This takes up to about " + minutes(total) + ": factors " + minutes(factors)
                + ", fine ranker at most " + minutes(fine) + " (it stops early).");
    }

    private static String minutes(Duration duration) {
        return duration.compareTo(Duration.ofMinutes(2)) < 0
                ? duration.toSeconds() + " s"
                : duration.toMinutes() + " min";
    }

    private int[] ends() {
        int[] ends = new int[data.events().users()];
        for (int user = 0; user < ends.length; user++) {
            ends[user] = data.events().offsets()[user] + cut.fit().size(user);
        }
        return ends;
    }

    private RerankOutcome rerank(RankingLessons lessons) {
        progress.begin("re-ranker");
        RerankOutcome outcome = rankers().train(lessons.lessons(), new RerankConsole(progress));
        progress.done("ndcg@10 within candidates " + FirstStageTrainer.percent(outcome.ndcg()) + ", retrieval order "
                + FirstStageTrainer.percent(outcome.retrievalNdcg())
                + (outcome.gain().low() > 0 ? "" : "; the gain is within chance"));
        return outcome;
    }

    /** Goes on from the re-ranker with what the encoder says as further features. */
    private RerankOutcome fine(RankingLessons lessons, RerankOutcome reranker, SequenceFeatures encoder) {
        progress.begin("fine ranker on top of the re-ranker");
        RerankOutcome outcome = rankers().extend(reranker, lessons.with(encoder), new RerankConsole(progress));
        PairedGain gain = PairedGain.of(outcome.qualities(), reranker.qualities());
        progress.done("ndcg@10 within candidates " + FirstStageTrainer.percent(outcome.ndcg())
                + (gain.low() > 0 ? "" : "; the gain on the re-ranker is within chance"));
        return outcome;
    }

    private RerankTrainer rankers() {
        return new RerankTrainer(RerankConfig.DEFAULT.withSeed(options.seed()));
    }

    /**
     * All that was learned. Immutable.
     *
     * @param early stage 1 of the part that is fit
     * @param late stage 1 of everything
     * @param fitted the encoder of the part that is fit, with its learning curve
     * @param refitted the encoder of everything
     */
    private record Learned(
            FirstStage early,
            FirstStage late,
            FusionConfig fusion,
            RerankOutcome reranker,
            SequenceFit fitted,
            SequenceFit refitted,
            RerankOutcome fine) {}

    /** What each source counts: {@code user 1, similar 0.5}. */
    private static String weights(FusionConfig fusion) {
        return fusion.sources().entrySet().stream()
                .map(source -> String.format(
                        Locale.ROOT,
                        "%s %.2f",
                        source.getKey().label(),
                        source.getValue().weight()))
                .collect(Collectors.joining(", "));
    }

    private Path write(
            Path releases,
            String version,
            JsonObject facts,
            JsonObject metrics,
            Learned learned,
            SequenceData sequences,
            SequenceSettings settings)
            throws IOException {
        progress.begin("write release " + version);
        FirstStage stage = learned.late();
        try (ReleaseWriter writer = ReleaseWriter.create(releases, version)) {
            stage.catalog().write(writer);
            stage.userVectors().write(writer);
            RecallReport recall = RetrievalStage.write(
                    writer,
                    stage.catalog(),
                    learned.fusion(),
                    someUsers(stage),
                    options.index(),
                    (done, total) -> progress.at((double) done / total, "vector index"));
            recall.lines().forEach(line -> put(metrics, "retrieve." + line.name(), line.recall()));
            RerankModel.write(learned.reranker().network(), writer);
            SequenceGraph.of(
                            learned.refitted().weights(),
                            sequences.attributes(),
                            learned.fine().network())
                    .write(writer.file(DjlFineRanker.MODEL));
            writer.json(
                    DjlFineRanker.SIGNATURE,
                    new FineRankSignature(
                                    data.items().size(),
                                    data.items().schema().eventTypes().size(),
                                    settings.shape().maxLength(),
                                    learned.reranker().network().names(),
                                    SequenceGraph.standardization(learned.fine().network()))
                            .toJson());
            writeHistories(writer);
            LearningCurves.write(
                    writer.file("training/curves"), learned.early().factors(), learned.reranker(), learned.fitted());
            writer.json(DeclaredPolicy.FILE, policy);
            Path folder = writer.publish(
                    now(), stage.catalog().vectors().dimension(), data.items().size(), facts, metrics);
            progress.done(folder.toString());
            recall.text().forEach(progress::say);
            return folder;
        }
    }

    /** Returns the vectors of some users, spread over all, for the vector index to be tried with. */
    private FloatVectors someUsers(FirstStage stage) {
        UserEvents events = data.events();
        int dimension = stage.catalog().vectors().dimension();
        UserVectors userVectors = stage.userVectors();
        float[] vectors = new float[TRIED_USERS * dimension];
        int count = 0;
        for (int i = 0; i < TRIED_USERS; i++) {
            int user = (int) ((long) i * events.users() / TRIED_USERS);
            float[] vector = userVectors.of(events.history(user), History.NO_TIME);
            if (vector.length == dimension) {
                System.arraycopy(vector, 0, vectors, count++ * dimension, dimension);
            }
        }
        return new FloatVectors(Arrays.copyOf(vectors, count * dimension), dimension);
    }

    private void writeHistories(ReleaseWriter writer) throws IOException {
        UserEvents events = data.events();
        int[] byId = IntStream.range(0, events.users())
                .filter(user -> events.size(user) > 0)
                .boxed()
                .sorted(java.util.Comparator.comparing(events.userIds()::get))
                .mapToInt(Integer::intValue)
                .toArray();
        List<String> ids = IntStream.of(byId).mapToObj(events.userIds()::get).toList();
        List<History> histories = IntStream.of(byId).mapToObj(events::history).toList();
        StoredHistories.write(writer, ids, histories);
    }

    private static JsonObject metrics(
            FirstStage early,
            RerankOutcome reranker,
            SequenceFit encoder,
            RerankOutcome fine,
            SequenceSettings settings) {
        JsonObject metrics = new JsonObject();
        put(metrics, "retrieve.validation.recall@20", early.factors().validationRecall());
        put(metrics, "rerank.validation.ndcg@10.retrievalOrder", reranker.retrievalNdcg());
        put(metrics, "rerank.validation.ndcg@10", reranker.ndcg());
        put(metrics, "fine.validation.ndcg@10", fine.ndcg());
        put(metrics, "fine.passes", encoder.curve().bestEpoch());
        metrics.put("operations", operations(early, reranker, fine, settings).toJson());
        return metrics;
    }

    /** Counts the matrix products, which are nearly all there is. */
    private static RankCost operations(
            FirstStage stage, RerankOutcome reranker, RerankOutcome fine, SequenceSettings settings) {
        double d = settings.shape().dimension();
        double length = settings.shape().maxLength();
        double layer = 2 * length * (4 * d * d + 2 * d * settings.shape().feedForward() + 2 * d * length);
        return new RankCost(
                2.0 * stage.catalog().vectors().dimension(),
                2.0 * reranker.network().parameterCount(),
                settings.shape().layers() * layer,
                2 * d * length + 2.0 * fine.network().parameterCount());
    }

    private static void put(JsonObject metrics, String name, double value) {
        if (!Double.isNaN(value)) {
            metrics.put(name, value);
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
