package dev.millrace.training.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.Release;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Split;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shop just large enough for its vector index to have lists, with few events. */
final class ReleaseTrainerTest {
    @TempDir
    private Path folder;

    @Test
    void aReleaseHasTheGraphThatIsAskedForAndSaysWhatItsIndexFinds() throws IOException {
        Dataset shop = SyntheticShop.generate(new ShopOptions(10_000, 200, 3_000, 5));
        Learning learning = Learning.of(shop, Split.defaultFor(shop), false, false, 1);
        TrainOptions options = new TrainOptions(8, 2, 1, true, Duration.ofMillis(1));
        Said said = new Said();
        Release release = Release.open(learning.trainer(options, said).train(folder, "graph", learning.facts()));
        assertThat(release.has("vectors/graph.bin")).isTrue();
        JsonObject metrics = release.manifest().metrics();
        assertThat(metrics.number("retrieve.recall@100")).isBetween(0.95, 1.0);
        assertThat(metrics.number("retrieve.recall@500.filter10%")).isBetween(0.95, 1.0);
        assertThat(said.lines)
                .filteredOn(line -> line.startsWith("recall of the vector index, "))
                .hasSizeGreaterThan(1)
                .first()
                .asString()
                .startsWith("recall of the vector index, unfiltered:  @16 ");
    }

    /** Keeps what is said in lines of their own. */
    private static final class Said implements TrainingProgress {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void begin(String name) {}

        @Override
        public void at(double share, String detail) {}

        @Override
        public void done(String outcome) {}

        @Override
        public void say(String line) {
            lines.add(line);
        }
    }
}
