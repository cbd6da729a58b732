package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortlistTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsTheBestAndWhatIsCloseBehindWhateverTheirOrderAndRange(long seed) {
        Random random = new Random(seed);
        Shortlist shortlist = new Shortlist();
        for (int round = 0; round < 20; round++) {
            int count = 1 + random.nextInt(20_000);
            int keep = 1 + random.nextInt(random.nextBoolean() ? 30 : 3_000);
            float[] scores = new float[count];
            int kind = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                scores[i] = switch (kind) {
                    case 0 -> (float) random.nextGaussian();
                    case 1 -> i; // ever better
                    case 2 -> -i; // ever worse
                    default -> 5 + random.nextFloat() / 1_000; // all above the range
                };
            }
            float slack = random.nextBoolean() ? 0 : random.nextFloat() / 10;
            shortlist.reset(keep, slack, -1, kind == 1 ? -1 : 1);
            for (int i = 0; i < count; i++) {
                if (scores[i] > shortlist.threshold()) {
                    shortlist.add(i, scores[i]);
                }
                if (i % 97 == 0 && shortlist.full()) {
                    float[] soFar = Arrays.copyOf(scores, i + 1);
                    Arrays.sort(soFar);
                    assertThat(shortlist.worst()).isLessThanOrEqualTo(soFar[i + 1 - keep]);
                }
            }
            shortlist.finish();
            float[] sorted = scores.clone();
            Arrays.sort(sorted);
            float worst = sorted[Math.max(0, count - keep)];
            Set<Integer> kept = IntStream.range(0, shortlist.size())
                    .mapToObj(shortlist::position)
                    .collect(Collectors.toSet());
            assertThat(kept).as("seed %s round %s", seed, round).hasSize(shortlist.size());
            boolean cut = kept.size() > 2 * keep;
            for (int i = 0; i < count; i++) {
                if (scores[i] > worst || (!cut && scores[i] > worst - slack)) {
                    assertThat(kept)
                            .as("seed %s round %s score %s worst %s slack %s", seed, round, scores[i], worst, slack)
                            .contains(i);
                }
                if (kind == 0 && scores[i] < worst - slack - 0.002f && Math.abs(worst) < 1) {
                    assertThat(kept).doesNotContain(i);
                }
            }
            assertThat(kept.size()).isLessThanOrEqualTo(Math.max(keep, 2 * keep + 256));
        }
    }
}
