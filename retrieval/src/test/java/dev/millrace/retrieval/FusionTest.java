package dev.millrace.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import dev.millrace.cascade.source.CandidateSource;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.Fusion;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.cascade.source.NewSource;
import dev.millrace.cascade.source.PopularSource;
import dev.millrace.cascade.source.Proposals;
import dev.millrace.cascade.source.RepeatSource;
import dev.millrace.cascade.source.SimilarSource;
import dev.millrace.cascade.source.UserVectorSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FusionTest {
    private static final int ITEMS = 300;
    private static final Catalog CATALOG = Shop.catalog(13, ITEMS, 4);

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
                    assertThat((double) found.score(row))
                            .isCloseTo(scores.get(item), org.assertj.core.data.Offset.offset(1e-6));
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
    void everySourceProposesEligibleItemsBestFirstWithoutRepetition() {
        List<CandidateSource> sources = List.of(
                new UserVectorSource(new dev.millrace.retrieval.dense.ExactIndex(
                        dev.millrace.cascade.feature.FloatVectors.of(CATALOG.vectors()))),
                new SimilarSource(CATALOG.similar(), Shop.SCHEMA.eventTypes()),
                new RepeatSource(Shop.SCHEMA.eventTypes()),
                new PopularSource(CATALOG.statistics()),
                new NewSource(CATALOG.statistics()));
        Random random = new Random(2);
        Proposals proposals = new Proposals();
        for (int trial = 0; trial < 200; trial++) {
            dev.millrace.cascade.candidate.ItemSet set = new dev.millrace.cascade.candidate.ItemSet(ITEMS);
            double share = random.nextDouble();
            IntStream.range(0, ITEMS)
                    .filter(item -> random.nextDouble() < share)
                    .forEach(set::add);
            Eligible eligible =
                    new Eligible(ITEMS, set, random.ints(9, 0, ITEMS).toArray());
            Query query = query(random, eligible);
            int count = 1 + random.nextInt(60);
            for (CandidateSource source : sources) {
                proposals.clear();
                source.propose(query, count, proposals);
                List<Integer> items = IntStream.range(0, proposals.size())
                        .mapToObj(proposals::ordinal)
                        .toList();
                assertThat(items)
                        .as("%s, trial %s", source.source(), trial)
                        .hasSizeLessThanOrEqualTo(count)
                        .doesNotHaveDuplicates()
                        .allMatch(eligible::contains);
                for (int rank = 1; rank < proposals.size(); rank++) {
                    assertThat(proposals.score(rank)).isLessThanOrEqualTo(proposals.score(rank - 1));
                }
                if (source.source() == Source.POPULAR) {
                    assertThat(items)
                            .isEqualTo(IntStream.of(CATALOG.statistics().byPopularity())
                                    .filter(eligible::contains)
                                    .limit(count)
                                    .boxed()
                                    .toList());
                }
            }
        }
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

    private static Query query(Random random, Eligible eligible) {
        int events = random.nextInt(30);
        long[] times = new long[events];
        java.util.Arrays.fill(times, History.NO_TIME);
        History history = new History(random.ints(events, 0, ITEMS).toArray(), new byte[events], times);
        float[] vector = {random.nextFloat(), random.nextFloat(), -1, random.nextInt(2)};
        return new Query(history, vector, eligible, History.NO_TIME, Map.of());
    }

    private static Candidates fuse(FusionConfig config, List<CandidateSource> sources, int width, Eligible eligible) {
        Candidates found = new Candidates();
        Query query = new Query(History.EMPTY, new float[0], eligible, History.NO_TIME, Map.of());
        new Fusion(config, sources, new PopularSource(CATALOG.statistics()))
                .fuse(query, width, Effort.USUAL, found, new Fusion.Scratch());
        return found;
    }
}
