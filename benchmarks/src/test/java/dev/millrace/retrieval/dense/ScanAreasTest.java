package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScanAreasTest {
    /** Calls, so that the last of them goes through the beginning again. */
    private static final int ROUND = 4;

    private static final long BYTES = (ROUND - 1) * (long) CodeArea.STEP;

    @ParameterizedTest
    @CsvSource({"4", "64", "128"})
    void kernelsOfCodesGiveWhatTheirPlainTwinsGiveAllTheWayRound(int dimension) {
        try (CodeArea fast = CodeArea.of(dimension, BYTES);
                CodeArea plain = CodeArea.of(dimension, BYTES)) {
            fast.check();
            long[] sums = new long[ROUND];
            for (int call = 0; call < ROUND; call++) {
                sums[call] = fast.codes();
                assertThat(sums[call]).isEqualTo(plain.codesPlain());
            }
            assertThat(sums[0]).isEqualTo(sums[ROUND - 1]).isNotIn(sums[1], sums[2], 0L);
        }
        try (CodeArea fast = CodeArea.of(dimension, BYTES);
                CodeArea plain = CodeArea.of(dimension, BYTES)) {
            for (int call = 0; call < ROUND; call++) {
                assertThat(fast.centres()).isEqualTo(plain.centresPlain());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4", "64", "128"})
    void everyByteIsRead(int dimension) {
        try (CodeArea area = CodeArea.of(dimension, BYTES)) {
            long first = area.read();
            long second = area.read();
            long third = area.read();
            assertThat(area.read()).isEqualTo(first);
            long sum = 0;
            for (long at = 0; at < BYTES; at += Long.BYTES) {
                sum += area.segment().get(ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN), at);
            }
            assertThat(first + second + third).isEqualTo(sum);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, MAPPED", "64, MAPPED", "128, MAPPED", "64, HEAP"})
    void rowsHaveTheSameProductsInAnyOrder(int dimension, RowArea.Place place) throws IOException {
        try (RowArea area = RowArea.of(dimension, BYTES, place);
                RowArea plain = RowArea.of(dimension, BYTES, place);
                RowArea shuffled = RowArea.of(dimension, BYTES, place)) {
            area.check();
            double inOrder = 0;
            double anywhere = 0;
            for (int call = 0; call < ROUND - 1; call++) {
                float sum = area.inOrder();
                assertThat(sum).isCloseTo(plain.inOrderPlain(), within(0.1f));
                inOrder += sum;
                for (float product : shuffled.anywhere()) {
                    anywhere += product;
                }
            }
            assertThat(anywhere).isCloseTo(inOrder, within(0.1));
        }
    }

    @ParameterizedTest
    @CsvSource({"96, 262144, dimension: 96", "2, 262144, dimension: 2", "64, 262143, bytes: 262143", "64, 0, bytes: 0"})
    void sizesThatAreNoWholeNumberOfCallsAreRefused(int dimension, long bytes, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CodeArea.of(dimension, bytes))
                .withMessageStartingWith(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowArea.of(dimension, bytes, RowArea.Place.MAPPED))
                .withMessageStartingWith(message);
    }
}
