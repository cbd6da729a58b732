package dev.millrace.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.training.pipeline.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The baselines reach the figures known of public data. Minutes long, so only when asked for: {@code mvn -Dquick -pl
 * training -am test -Dtest=ReferenceFiguresTest -Dsurefire.failIfNoSpecifiedTests=false -Dmillrace.reference=true}. The
 * lambda behind the known figures of EASE is not known, hence the room around them.
 */
final class ReferenceFiguresTest {
    private static EvaluationResult evaluate(String file, String split, boolean excludesSeen, double lambda)
            throws IOException {
        Assumptions.assumeTrue(Boolean.getBoolean("millrace.reference"), "asked for by -Dmillrace.reference=true");
        Path data = Path.of(System.getProperty("millrace.data", "../../shared/data"))
                .resolve(file);
        Assumptions.assumeTrue(Files.exists(data), data + " is not there");
        ReferenceFigures figures = ReferenceFigures.read(data, split, excludesSeen);
        Map<String, RecommenderSystem> systems = new LinkedHashMap<>();
        systems.put("popularity", new Popularity(figures.interactions()));
        systems.put("itemknn", new ItemKnn(figures.interactions(), ItemKnn.NEIGHBOURS, ItemKnn.SHRINKAGE));
        if (lambda > 0) {
            systems.put("ease", Ease.learn(figures.interactions(), lambda, Ease.MAX_ITEMS));
        }
        EvaluationResult result = new Evaluation(Evaluation.Settings.threads(2), figures.users(), figures.itemCount())
                .run(systems, TrainingProgress.SILENT);
        System.out.println(file + "\n" + result.toTable());
        return result;
    }

    @Test
    void beautyLeaveOneOut() throws IOException {
        EvaluationResult result = evaluate("s3rec/Beauty.txt.gz", "leave-one-out", true, 200);
        assertThat(result.metric("popularity", "hr@10").value()).isCloseTo(0.0135, within(0.002));
        assertThat(result.metric("ease", "hr@10").value()).isCloseTo(0.0781, within(0.002));
        assertThat(result.metric("ease", "ndcg@10").value()).isCloseTo(0.0434, within(0.002));
    }

    @Test
    void toysLeaveOneOut() throws IOException {
        EvaluationResult result = evaluate("s3rec/Toys_and_Games.txt.gz", "leave-one-out", true, 200);
        assertThat(result.metric("popularity", "hr@10").value()).isCloseTo(0.0090, within(0.002));
        assertThat(result.metric("ease", "hr@10").value()).isCloseTo(0.0836, within(0.002));
        assertThat(result.metric("ease", "ndcg@10").value()).isCloseTo(0.0492, within(0.002));
    }

    @Test
    void gowallaGivenSplit() throws IOException {
        EvaluationResult result = evaluate("gowalla", "given", true, 0);
        assertThat(result.metric("popularity", "recall@20").value()).isCloseTo(0.0416, within(0.0002));
        assertThat(result.metric("popularity", "ndcg@20").value()).isCloseTo(0.0317, within(0.0002));
    }

    @Test
    void onlineRetailNewToTheUser() throws IOException {
        EvaluationResult result = evaluate("online-retail", "time:2011-11-09T00:00:00Z", true, 200);
        assertThat(result.metric("popularity", "recall@20").value()).isCloseTo(0.0366, within(0.004));
        assertThat(result.metric("ease", "recall@20").value()).isCloseTo(0.104, within(0.006));
    }

    @Test
    void onlineRetailWithRepurchases() throws IOException {
        EvaluationResult result = evaluate("online-retail", "time:2011-11-09T00:00:00Z", false, 200);
        assertThat(result.metric("popularity", "recall@20").value()).isCloseTo(0.0602, within(0.004));
        assertThat(result.metric("ease", "recall@20").value()).isCloseTo(0.20, within(0.01));
    }
}
