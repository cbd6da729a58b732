package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.feature.FloatVectors;
import org.junit.jupiter.api.Test;

class SampleQueriesTest {
    private static final FloatVectors ITEMS = new Clusters(3, 5, 8).items(100, 2);

    @Test
    void usersAloneAreTakenWhereThereAreEnoughOfThem() {
        assertThat(SampleQueries.of(users(40), ITEMS, 1).size()).isEqualTo(40);
        assertThat(SampleQueries.of(users(300), ITEMS, 1).size()).isEqualTo(256);
    }

    @Test
    void itemsMakeUpForUsersWhoAreTooFewOrHaveNoVector() {
        FloatVectors few = SampleQueries.of(users(7), ITEMS, 1);
        assertThat(few.size()).isEqualTo(256);
        assertThat(few.dot(6, 6)).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-5f));
        assertThat(SampleQueries.of(new FloatVectors(new float[400], 8), ITEMS, 1)
                        .size())
                .isEqualTo(256);
    }

    @Test
    void halvesShareNoQuery() {
        FloatVectors five = new FloatVectors(new float[] {0, 1, 2, 3, 4}, 1);
        assertThat(SampleQueries.half(five, 0).values()).containsExactly(0, 2, 4);
        assertThat(SampleQueries.half(five, 1).values()).containsExactly(1, 3);
    }

    private static FloatVectors users(int count) {
        return new Clusters(4, 5, 8).items(count, 2);
    }
}
