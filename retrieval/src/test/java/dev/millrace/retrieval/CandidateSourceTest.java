package dev.millrace.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.source.CandidateSource;
import dev.millrace.cascade.source.NewSource;
import dev.millrace.cascade.source.PopularSource;
import dev.millrace.cascade.source.Proposals;
import dev.millrace.cascade.source.RepeatSource;
import dev.millrace.cascade.source.SimilarSource;
import dev.millrace.cascade.source.UserVectorSource;
import dev.millrace.retrieval.dense.ExactIndex;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for every source, that of the user's vector over a real index. */
final class CandidateSourceTest {
    private static final int ITEMS = 300;
    private static final Catalog CATALOG = Shop.catalog(13, ITEMS, 4);

    @Test
    void everySourceProposesEligibleItemsBestFirstWithoutRepetition() {
        List<CandidateSource> sources = List.of(
                new UserVectorSource(new ExactIndex(CATALOG.vectors())),
                new SimilarSource(CATALOG.similar(), Shop.SCHEMA.eventTypes()),
                new RepeatSource(Shop.SCHEMA.eventTypes()),
                new PopularSource(CATALOG.statistics()),
                new NewSource(CATALOG.statistics()));
        Random random = new Random(2);
        Proposals proposals = new Proposals();
        for (int trial = 0; trial < 200; trial++) {
            ItemSet set = new ItemSet(ITEMS);
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

    private static Query query(Random random, Eligible eligible) {
        int events = random.nextInt(30);
        long[] times = new long[events];
        Arrays.fill(times, History.NO_TIME);
        History history = new History(random.ints(events, 0, ITEMS).toArray(), new byte[events], times);
        float[] vector = {random.nextFloat(), random.nextFloat(), -1, random.nextInt(2)};
        return new Query(history, vector, eligible, History.NO_TIME, Map.of());
    }
}
