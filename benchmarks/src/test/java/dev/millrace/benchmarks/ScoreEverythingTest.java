package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.release.BenchmarkRelease;
import dev.millrace.benchmarks.release.OpenShop;
import dev.millrace.benchmarks.release.ReleaseShape;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScoreEverythingTest {
    private static final int ITEMS = 2000;
    private static final String WIDTHS = "millrace.server.widths { retrieve = 2000, rerank = 2000, fine = 50 }";

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void workHere() {
        System.setProperty(BenchmarkRelease.WORK, folder.toString());
    }

    @AfterEach
    void workElsewhere() {
        System.clearProperty(BenchmarkRelease.WORK);
    }

    @Test
    void itAnswersAsACascadeThatCutsNothing() throws Exception {
        Path releases = BenchmarkRelease.of(new ReleaseShape(ITEMS, 16, 50, 60, 16, 16, 20, 1));
        try (OpenShop whole = OpenShop.open(releases, WIDTHS, UnaryOperator.identity());
                OpenShop everything = OpenShop.open(releases, WIDTHS, ScoreEverything::around)) {
            for (String user : whole.users(10, 20)) {
                for (Request request : List.of(
                        Request.items(20).withUser(user),
                        Request.items(20).withUser(user).withFilter(whole.cheaperThan(0.3)))) {
                    Response expected = whole.cascade().recommend(request, Deadline.none());
                    Response response = everything.cascade().recommend(request, Deadline.none());
                    assertThat(ids(response)).isEqualTo(ids(expected));
                    assertThat(response.coverage().degraded()).isFalse();
                    assertThat(response.items())
                            .allSatisfy(item -> assertThat(item.scoredBy()).isEqualTo("fine"));
                }
            }
        }
    }

    private static List<String> ids(Response response) {
        return response.items().stream().map(Response.Item::itemId).toList();
    }
}
