package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortlistTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsTheBestWhateverTheirOrderAndRange(long seed) {
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
            shortlist.reset(keep, -1, kind == 1 ? -1 : 1);
            for (int i = 0; i < count; i++) {
                if (scores[i] > shortlist.threshold()) {
                    shortlist.add(i, scores[i]);
                }
            }
            shortlist.finish();
            int[] expected = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                    .limit(keep)
                    .mapToInt(i -> i)
                    .sorted()
                    .toArray();
            int[] kept = IntStream.range(0, shortlist.size())
                    .map(shortlist::position)
                    .sorted()
                    .toArray();
            if (kind == 3) { // ties: which of them is kept is open
                assertThat(IntStream.of(kept).mapToObj(i -> scores[i]).sorted().toList())
                        .as("seed %s round %s", seed, round)
                        .isEqualTo(IntStream.of(expected)
                                .mapToObj(i -> scores[i])
                                .sorted()
                                .toList());
            } else {
                assertThat(java.util.Arrays.equals(kept, expected))
                        .as("seed %s round %s", seed, round)
                        .isTrue();
            }
        }
    }
}
