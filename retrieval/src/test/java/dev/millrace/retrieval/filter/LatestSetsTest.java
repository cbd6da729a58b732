package dev.millrace.retrieval.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.filter.Clause;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatestSetsTest {
    private static final int CLAUSES = 6;

    private static Clause.Leaf clause(int number) {
        return new Clause.Keyword("category", "c" + number);
    }

    /** Every 64 items the same, so that a set made of two shows it. */
    private static ItemSet items(int bound, int number) {
        ItemSet set = new ItemSet(bound);
        for (int item = 0; item < bound; item++) {
            if ((item & 63) % (number + 2) == 0) {
                set.add(item);
            }
        }
        return set;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 1000})
    void whatWasStoredIsLoadedAndTheOneUsedLongestAgoMakesRoom(int bound) {
        try (Arena arena = Arena.ofShared()) {
            LatestSets sets = new LatestSets(arena, bound, 2);
            ItemSet into = ItemSet.all(bound);
            assertThat(sets.load(clause(0), into)).isFalse();
            sets.store(clause(0), items(bound, 0));
            sets.store(clause(1), items(bound, 1));
            assertLoads(sets, 0, bound);
            sets.store(clause(2), items(bound, 2));
            assertThat(sets.load(clause(1), into)).isFalse();
            assertLoads(sets, 0, bound);
            assertLoads(sets, 2, bound);
        }
    }

    private static void assertLoads(LatestSets sets, int number, int bound) {
        ItemSet into = ItemSet.all(bound);
        assertThat(sets.load(clause(number), into)).isTrue();
        assertThat(into.words()).isEqualTo(items(bound, number).words());
    }

    @Test
    void aCopyThatWasOvertakenCountsAsAMiss() throws Exception {
        int bound = 100_000;
        int threads = 4;
        try (Arena arena = Arena.ofShared();
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            LatestSets sets = new LatestSets(arena, bound, 2);
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int seed = 0; seed < threads; seed++) {
                Random random = new Random(seed);
                tasks.add(() -> wrong(sets, bound, random));
            }
            for (Future<Integer> wrong : pool.invokeAll(tasks)) {
                assertThat(wrong.get()).isZero();
            }
        }
    }

    private static int wrong(LatestSets sets, int bound, Random random) {
        ItemSet into = new ItemSet(bound);
        int wrong = 0;
        for (int i = 0; i < 2_000; i++) {
            int number = random.nextInt(CLAUSES);
            ItemSet expected = items(64, number);
            if (!sets.load(clause(number), into)) {
                Arrays.fill(into.words(), expected.words()[0]);
                sets.store(clause(number), into);
            } else if (Arrays.stream(into.words()).anyMatch(word -> word != expected.words()[0])) {
                wrong++;
            }
        }
        return wrong;
    }
}
