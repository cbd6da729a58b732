package dev.millrace.cascade.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FusionTest {
    private static final int ITEMS = 300;
    private static final ItemStatistics STATISTICS = statistics(new Random(13));

    /** Proposes a list it was given. */
    private record Given(Source source, List<Integer> items) implements CandidateSource {
        @Override
        public void propose(Query query, int count, Proposals into) {
            items.stream().limit(count).forEach(item -> into.add(item, 0));
        }
    }

    @Test
    void scoresAreTheSumOfWeightedReciprocalRanks() {
        Random random = new Random(1);
        for (int trial = 0; trial < 50; trial++) {
            FusionConfig config = new FusionConfig(
                    10,
                    Map.of(
                            Source.USER, new FusionConfig.Weight(1, 1),
                            Source.SIMILAR, new FusionConfig.Weight(0.7, 0.5),
                            Source.NEW, new FusionConfig.Weight(0.3, 0.2)));
            List<CandidateSource> sources = new ArrayList<>();
            for (Source source : List.of(Source.USER, Source.SIMILAR, Source.NEW, Source.REPEAT)) {
                sources.add(new Given(
                        source, random.ints(0, 120).distinct().limit(40).boxed().toList()));
            }
            Candidates found = fuse(config, sources, 60, Eligible.everything(ITEMS));
            Map<Integer, Double> scores = new HashMap<>();
            Map<Integer, Integer> masks = new HashMap<>();
            for (CandidateSource source : sources) {
                FusionConfig.Weight weight = config.sources().get(source.source());
                List<Integer> items = ((Given) source).items();
                for (int rank = 0; weight != null && rank < Math.min(items.size(), 60 * weight.share()); rank++) {
                    scores.merge(items.get(rank), weight.weight() / (10 + rank + 1), Double::sum);
                    masks.merge(items.get(rank), source.source().bit(), (a, b) -> a | b);
                }
            }
            for (int row = 0; row < found.size(); row++) {
                int item = found.ordinal(row);
                if (found.sources(row) == Source.FILL.bit()) {
                    assertThat(scores).doesNotContainKey(item);
                } else {
                    assertThat((double) found.score(row)).isCloseTo(scores.get(item), offset(1e-6));
                    assertThat(found.sources(row)).isEqualTo(masks.get(item));
                }
            }
            double last = found.score(found.size() - 1);
            scores.keySet()
                    .removeAll(IntStream.range(0, found.size())
                            .mapToObj(found::ordinal)
                            .toList());
            assertThat(scores.values()).allMatch(score -> score <= last + 1e-6);
        }
    }

    @Test
    void aSourceWithoutAWeightIsNotAsked() {
        CandidateSource never = new CandidateSource() {
            @Override
            public Source source() {
                return Source.SIMILAR;
            }

            @Override
            public void propose(Query query, int count, Proposals into) {
                throw new AssertionError("asked");
            }
        };
        Candidates found = fuse(FusionConfig.userOnly(), List.of(never), 10, Eligible.everything(ITEMS));
        assertThat(IntStream.range(0, 10)).allMatch(row -> found.sources(row) == Source.FILL.bit());
    }

    @Test
    void aConfigurationSurvivesTheWayThroughJson() {
        for (FusionConfig config : List.of(FusionConfig.DEFAULT, FusionConfig.userOnly())) {
            JsonObject json = JsonReader.parse(config.toJson().toString());
            assertThat(FusionConfig.fromJson(json)).isEqualTo(config);
        }
    }

    @Test
    void aConfigurationThatDoesNotFitIsRefusedByTheMember() {
        assertRefused("{\"sources\":{}}", "smoothing");
        assertRefused("{\"smoothing\":0,\"sources\":{}}", "smoothing: 0.0");
        assertRefused("{\"smoothing\":60,\"sources\":{},\"more\":1}", "more: unknown");
        assertRefused("{\"smoothing\":60,\"sources\":{\"fill\":{\"weight\":1,\"share\":1}}}", "sources.fill: unknown");
        assertRefused("{\"smoothing\":60,\"sources\":{\"user\":{\"weight\":-1,\"share\":1}}}", "weight: -1.0");
        assertRefused("{\"smoothing\":60,\"sources\":{\"user\":{\"weight\":1,\"share\":2}}}", "share: 2.0");
        assertRefused(
                "{\"smoothing\":60,\"sources\":{\"user\":{\"weight\":1,\"share\":1,\"x\":1}}}",
                "sources.user.x: unknown");
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> FusionConfig.fromJson(JsonReader.parse(json)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static ItemStatistics statistics(Random random) {
        float[] counts = new float[ITEMS];
        float[] recent = new float[ITEMS];
        long[] first = new long[ITEMS];
        for (int item = 0; item < ITEMS; item++) {
            counts[item] = random.nextInt(20);
            recent[item] = random.nextInt(3);
            first[item] = random.nextInt(100);
        }
        return new ItemStatistics(counts, recent, first, 100, 30);
    }

    private static Candidates fuse(FusionConfig config, List<CandidateSource> sources, int width, Eligible eligible) {
        Candidates found = new Candidates();
        Query query = new Query(History.EMPTY, new float[0], eligible, History.NO_TIME, Map.of());
        new Fusion(config, sources, new PopularSource(STATISTICS))
                .fuse(query, width, Effort.USUAL, found, new Fusion.Scratch());
        return found;
    }
}
