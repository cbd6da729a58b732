package dev.millrace.training.pipeline;

import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.retrieval.RetrievalStage;
import dev.millrace.training.rerank.RerankLessons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Makes the lessons of a data set's re-ranker, the same as {@link ReleaseTrainer} makes on its way to a release, for
 * other learners to learn from. Stateless.
 */
public final class RerankCurriculum {
    private RerankCurriculum() {}

    /**
     * Learns stage 1 on the part that is fit, and collects its candidates for held-out users.
     *
     * @param work a folder for checkpoints, created where missing
     */
    public static RerankLessons lessons(Learning learning, TrainOptions options, Path work, TrainingProgress progress)
            throws IOException {
        Files.createDirectories(work);
        LearningData data = learning.data();
        ValidationCut cut = learning.cut();
        LearningData fit = new LearningData(data.items(), cut.fit(), data.ordered(), data.repeats());
        FirstStage stage = new FirstStageTrainer(options, work, progress).choose(fit);
        FusionConfig fusion = FusionTuner.choose(stage, cut.heldOut(), options.threads());
        try (RetrievalStage retrieval = RetrievalStage.exact(stage.catalog(), fusion)) {
            return new ExampleCollector(stage, retrieval, options.threads(), progress)
                    .lessons(HeldOutParts.deal(cut.heldOut(), options.seed()), ends(data, cut), options.seed())
                    .lessons();
        }
    }

    private static int[] ends(LearningData data, ValidationCut cut) {
        int[] ends = new int[data.events().users()];
        Arrays.setAll(ends, user -> data.events().offsets()[user] + cut.fit().size(user));
        return ends;
    }
}
