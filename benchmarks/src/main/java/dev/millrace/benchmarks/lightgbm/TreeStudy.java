package dev.millrace.benchmarks.lightgbm;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.training.evaluate.OpenRelease;
import dev.millrace.training.evaluate.TestUser;
import dev.millrace.training.pipeline.TrainingProgress;
import dev.millrace.training.rerank.RerankLessons;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** LightGBM against the re-ranker of a release, from the lessons to the test users. One thread at a time. */
public final class TreeStudy {
    /** By how much the lessons' retrieval order may rank otherwise than the release says. */
    private static final double SAME = 0.002;

    private final RerankLessons lessons;
    private final int threads;
    private final TrainingProgress progress;

    /**
     * Creates a study; nothing runs yet.
     *
     * @param lessons what the release's re-ranker learned from
     * @param threads LightGBM learns with
     */
    public TreeStudy(RerankLessons lessons, int threads, TrainingProgress progress) {
        this.lessons = lessons;
        this.threads = threads;
        this.progress = progress;
    }

    /**
     * Tunes and learns the trees, ranks with both, and returns a report of some lines.
     *
     * @param users the test users
     * @param model where to write the trees, or null
     * @throws IllegalArgumentException where the lessons are others than the release's re-ranker learned from
     */
    public String run(OpenRelease release, List<TestUser> users, @Nullable Path model) throws IOException {
        JsonObject metrics = release.release().manifest().metrics();
        double retrieval = retrievalOrder();
        double expected = metrics.number("rerank.validation.ndcg@10.retrievalOrder");
        if (!(Math.abs(retrieval - expected) < SAME)) {
            throw new IllegalArgumentException("ndcg@10 of the retrieval order on validation: " + retrieval
                    + " (expected: about " + expected + ", as release "
                    + release.release().version() + " says; same data, split, options?)");
        }
        try {
            LGBMBooster.loadNative();
            TreeLearner.Outcome best = new TreeSearch(lessons, threads, progress).best();
            String text = new TreeLearner(lessons, threads).learn(best);
            if (model != null) {
                Files.writeString(model, text);
            }
            int width = lessons.training().names().size();
            try (TreeReranker trees = new TreeReranker(new NativeTrees(text, width))) {
                progress.begin("test");
                TreeComparison.Result result = new TreeComparison(release, trees).run(users);
                progress.done(users.size() + " users");
                return report(best, metrics.number("rerank.validation.ndcg@10"), result, users.size());
            }
        } catch (LGBMException e) {
            throw new IOException("LightGBM: " + e.getMessage(), e);
        }
    }

    private double retrievalOrder() {
        double sum = 0;
        for (int query = 0; query < lessons.validation().size(); query++) {
            sum += lessons.validation().retrievalNdcg(query);
        }
        return sum / lessons.validation().size();
    }

    private String report(TreeLearner.Outcome best, double own, TreeComparison.Result result, int users) {
        return String.format(
                Locale.ROOT,
                """
                learned from %d queries, %d rows, judged by %d; %s, %d trees
                validation ndcg@10: re-ranker %.4f, LightGBM %.4f
                test, %d users: ndcg@10 retrieval %.4f, re-ranker %.4f, LightGBM %.4f; recall@20 %.4f, %.4f
                re-ranker over LightGBM, ndcg@10: %+.4f [%+.4f, %+.4f]
                """,
                lessons.training().size(),
                lessons.training().rows(),
                lessons.validation().size(),
                best.settings(),
                best.rounds(),
                own,
                best.ndcg(),
                users,
                result.retrieved(),
                result.own(),
                result.trees(),
                result.ownRecall(),
                result.treesRecall(),
                result.gain().mean(),
                result.gain().low(),
                result.gain().high());
    }
}
