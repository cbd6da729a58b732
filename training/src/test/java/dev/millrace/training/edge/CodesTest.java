package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.edge.catalog.Codes;
import dev.millrace.edge.catalog.PartReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodesTest {
    private static PartReader reader(byte[] part) {
        return new PartReader("codes", ByteBuffer.wrap(part));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 7, 8, 9, 13, 15, 16, 17, 23, 24, 25, 26, 29, 31})
    void numbersOfAnyWidthComeBack(int bits) {
        Random random = new Random(bits);
        for (int count : new int[] {0, 1, 2, 3, 7, 8, 9, 4095, 4096, 4097, 10_000}) {
            int[] values = new int[count];
            Arrays.setAll(values, i -> (int) (random.nextInt() & ((1L << bits) - 1)));
            if (count > 0) {
                values[count - 1] = (int) ((1L << bits) - 1);
            }
            byte[] part = new PartWriter().codes(values).int8(77).toByteArray();
            PartReader reader = reader(part);
            Codes codes = reader.codes("value", count);
            assertThat(reader.slice("what follows", 1, 1).get(0)).isEqualTo((byte) 77);
            reader.end();
            for (int i = 0; i < count; i++) {
                assertThat(codes.get(i)).as("%s of %s", i, count).isEqualTo(values[i]);
            }
            int packed = bits > 25 ? 32 : bits;
            assertThat((long) part.length).isLessThanOrEqualTo(2 + ((long) count * packed + 7) / 8 + 3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 8, 11, 16, 20, 24, 25, 31})
    void theLargestIsHeldAgainstItsBound(int bits) {
        Random random = new Random(bits);
        int[] values = new int[9_000];
        Arrays.setAll(values, i -> random.nextInt(1 << (bits - 1)));
        int largest = (int) ((1L << bits) - 1);
        values[random.nextInt(values.length)] = largest;
        byte[] part = new PartWriter().codes(values).toByteArray();
        if (bits < 31) {
            reader(part).codesBelow("value", values.length, largest + 1);
        }
        assertThatThrownBy(() -> reader(part).codesBelow("value", values.length, largest))
                .hasMessageContaining("value: " + largest + " (expected: below " + largest + ")");
    }

    @Test
    void aWidthThatDoesNotExistIsRefused() {
        for (int width : new int[] {5, 26, 127, -8, -16, -26, -128}) {
            byte[] part = new byte[100];
            part[0] = (byte) width;
            assertThatThrownBy(() -> reader(part).codes("value", 3)).hasMessageContaining("value: width " + width);
        }
    }
}
